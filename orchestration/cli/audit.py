"""`tillhouse audit`: every test of data that is not a gate, over the whole history."""

from dataclasses import asdict

from orchestration.cli.database import Json
from orchestration.cli.output import emit_json, note, say
from orchestration.cli.progress import progress
from orchestration.cli.run import error_of, show_failures


def audit(as_json: Json = False) -> None:
    """Test the whole history: the audits, which no load waits for. Exit code 1 when one does not pass."""
    from orchestration.transform.build import audit as run_audits
    from orchestration.transform.project import log_dir
    from warehouse import server
    from warehouse.settings import get_settings

    settings = get_settings()
    server.up(settings)
    with progress() as bars:
        outcome = run_audits(
            settings,
            started_by="tillhouse audit",
            on_event=bars.on_build,
            on_wait=lambda holder: note(f"waiting for {holder}"),
        )
    if as_json:
        emit_json({"state": outcome.state, **asdict(outcome)})
    else:
        say(f"{outcome.tests_passed} audits passed in {outcome.seconds:.1f} s, {outcome.warned} warned")
        if outcome.failures:
            show_failures(outcome)
    if outcome.failures:
        raise error_of(outcome, log_dir(settings) / "dbt.log")
