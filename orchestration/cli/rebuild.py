"""`tillhouse rebuild`: the warehouse as it was known at an earlier moment."""

from dataclasses import asdict
from typing import Annotated

import typer

from orchestration.cli.database import Json
from orchestration.cli.output import emit_json, say
from orchestration.cli.progress import progress
from orchestration.cli.report import published_line
from orchestration.cli.run import error_of, show_failures


def rebuild(
    as_known_at: Annotated[
        str,
        typer.Option(
            "--as-known-at",
            metavar="TIME",
            help="As of when, such as 2025-01-15 or '2025-01-15 18:30+02:00'. Without a zone it is UTC.",
        ),
    ],
    into: Annotated[
        str, typer.Option(metavar="NAME", help="The database to make; one that a rebuild made before is replaced.")
    ],
    as_json: Json = False,
) -> None:
    """Build the warehouse as it was known at a moment, in a database of its own beside it.

    It takes the files that counted then, read as they were then, and the models of now. Exit code 1 when a gate fails.
    """
    from orchestration.rebuild import read_moment
    from orchestration.rebuild import rebuild as make
    from orchestration.transform.project import log_dir
    from warehouse.databases import spelled
    from warehouse.settings import get_settings

    settings, moment = get_settings(), read_moment(as_known_at)
    with progress() as bars:
        made = make(
            settings,
            moment,
            into,
            on_step=lambda done, total: bars.on_step("copy", done, total),
            on_build=bars.on_build,
        )
    outcome = made.built.outcome
    if as_json:
        emit_json(asdict(made))
    else:
        say(f"{into} has what was known at {spelled(moment)}: {made.files:,} files, {made.rows:,} rows")
        if outcome and outcome.failures:
            show_failures(outcome)
        elif outcome:
            say(
                f"built in {outcome.seconds:.1f} s: {outcome.models_passed} models, {outcome.tests_passed} tests passed"
            )
        say(f"published: {published_line(made.built.published)}")
        say(f"next: tillhouse psql --database {into} -c 'table kpi.analytics_summary'")
    if outcome and outcome.failures:
        raise error_of(outcome, log_dir(settings) / "dbt.log", database=into)
