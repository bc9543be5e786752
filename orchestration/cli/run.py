"""`tillhouse run`: load, build, test and sum up in one process."""

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.database import Json
from orchestration.cli.errors import NEEDED
from orchestration.cli.output import emit_json, note, say, show_table
from orchestration.cli.progress import progress
from orchestration.cli.report import (
    DOUBTFUL_SALES,
    published_line,
    refuse_failed,
    report_as_dict,
    show_needs,
    show_report,
    still_published_line,
    validation_line,
)
from warehouse.errors import GateError
from warehouse.trouble import of_server

if TYPE_CHECKING:
    from orchestration.needs import Need
    from orchestration.pipeline import RunReport
    from orchestration.summary import Summary
    from orchestration.transform.build import Built
    from orchestration.transform.outcome import BuildOutcome

_MOST_FAILURES = 20
_MOST_NAMES = 8


def run(
    backfill: Annotated[
        bool,
        typer.Option(
            "--backfill", help="Much history came: build every model anew, which costs less than adding to it."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Load what is ready, build and test the warehouse if anything changed, and sum up. Needs no Dagster.

    Exit code 1 when data did not pass a gate or files failed, 3 when all is done and somebody is needed.
    """
    from ingestion.settings import get_ingest_settings
    from orchestration.needs import find_needs
    from orchestration.pipeline import process_new_files
    from orchestration.summary import read_summary
    from orchestration.transform.project import log_dir
    from warehouse.connect import connect
    from warehouse.settings import get_settings

    settings = get_settings()
    with progress() as bars:
        report = process_new_files(
            settings,
            started_by="tillhouse run",
            from_scratch=backfill,
            on_load=bars.on_load,
            on_build=bars.on_build,
            on_wait=lambda holder: note(f"waiting for {holder}"),
        )
    outcome, summary = report.built.outcome, read_summary(settings)
    with connect(settings, "loader") as connection:
        needs = find_needs(connection, get_ingest_settings().landing_dir, report.ingest.waiting)
    error = error_of(outcome, log_dir(settings) / "dbt.log") if outcome and outcome.failures else None
    if as_json:
        emit_json(_as_dict(report, summary) | {"needs": [asdict(need) for need in needs]})
    else:
        show_report(report.ingest)
        if outcome is None and not report.ingest.files:
            say("nothing new: the last build passed, and neither files nor models changed since")
            say(f"published: {published_line(report.built.published)}")
        else:
            _show_build(report)
            _show_summary(summary)
        say(validation_line(summary.validation))
        # What the error says is not said twice.
        show_needs([need for need in needs if not (error and need.kind == "build")])
        say(f"next: {' · '.join(_next(report, needs))}")
    if error:
        raise error
    refuse_failed(report.ingest)
    if needs:
        raise typer.Exit(NEEDED)


def _next(report: "RunReport", needs: "Sequence[Need]") -> list[str]:
    """What to type after this run: first what somebody has to look at, then where the numbers are."""
    from orchestration.needs import next_commands

    outcome = report.built.outcome
    if outcome and outcome.failures:
        return list(dict.fromkeys([how_to_look(outcome), "tillhouse run"]))
    if commands := next_commands(needs):
        return [*commands, "tillhouse run"] if "tillhouse run" not in commands else commands
    if report.built.published is None:
        return ["put files into the landing zone (tillhouse status names it)", "tillhouse run"]
    return ["tillhouse psql -c 'select * from kpi.analytics_summary'", "make ui", "make docs"]


def _show_build(report: "RunReport") -> None:
    outcome = report.built.outcome
    if outcome is None:
        say("nothing to build: no file became visible, and no model changed")
        say(f"published: {published_line(report.built.published)}")
        say()
        return
    title = f"built in {outcome.seconds:.1f} s ({report.built.reason})"
    columns = ("models passed", "tests passed", "warned", "failed", "skipped")
    row = (outcome.models_passed, outcome.tests_passed, outcome.warned, len(outcome.failures), outcome.skipped)
    show_table(title, columns, [row], right=columns)
    if report.built.rebuilt:
        show_table("built whole, because their code changed", ("why", "what"), _by_cause(report.built))
    if outcome.failures:
        show_failures(outcome)
    say(_what_readers_see(report.built))
    say()


def show_failures(outcome: "BuildOutcome") -> None:
    """The first of what did not pass, each with a sentence."""
    failures = [(failure.name, failure.kind, failure.message) for failure in outcome.failures[:_MOST_FAILURES]]
    show_table("did not pass", ("name", "kind", "why"), failures)


def _by_cause(built: "Built") -> list[tuple[str, str]]:
    """What was rebuilt, by what had changed: one macro may concern half of the models."""
    names: dict[str, list[str]] = {}
    for one in built.rebuilt:
        names.setdefault(one.why, []).append(one.name)
    return [(why, _some(found)) for why, found in names.items()]


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f", and {more} more" if more > 0 else "")


def _what_readers_see(built: "Built") -> str:
    published, outcome = built.published, built.outcome
    if outcome is None or not outcome.failures or (published and published.build_id == built.build_id):
        return f"published: {published_line(published)}"
    why = "a gate failed" if outcome.state == "failed" else "the build did not pass"
    return f"{why}: {still_published_line(published)}"


def _show_summary(summary: "Summary") -> None:
    columns = ("feed", "loaded", "others", "rows in", "loaded rows", "rejected rows")
    rows = [tuple(asdict(feed).values()) for feed in summary.feeds]
    states = ", ".join(f"{count} {state}" for state, count in summary.files.items()) or "none"
    show_table(f"files in the warehouse: {states}", columns, rows, right=columns[1:])
    total = sum(item.rows for item in summary.quarantine)
    quarantine = [tuple(asdict(item).values()) for item in summary.quarantine]
    show_table(f"rows in quarantine: {total:,}", ("kind", "reason", "rows"), quarantine, right=("rows",))
    money = ("source", "currency", "from", "to", "lines", "gross sales", "- returns", "+ other", "= net", "void")
    revenue = [tuple(asdict(item).values()) for item in summary.revenue]
    show_table("revenue", money, revenue, right=money[4:])
    if summary.doubtful:
        in_doubt = [tuple(asdict(item).values()) for item in summary.doubtful]
        about = ("source", "rule", "currency", "lines", "amount")
        show_table(f"of that in doubt · {DOUBTFUL_SALES}", about, in_doubt, right=about[3:])


def error_of(outcome: "BuildOutcome", log: Path, *, database: str | None = None) -> GateError:
    """What did not pass, by name, and how to look at the first; `database` is one beside the warehouse."""
    names = ", ".join(failure.name for failure in outcome.failures[:_MOST_FAILURES])
    if outcome.state == "failed":
        return GateError(
            f"{len(outcome.failures)} did not pass: {names}", f"the rows: {how_to_look(outcome, database)}"
        )
    message = outcome.failures[0].message
    if trouble := of_server(message):
        return GateError(f"{len(outcome.failures)} did not pass: {names}: {trouble.what}", trouble.remedy)
    return GateError(
        f"{len(outcome.failures)} did not pass: {names}: {message}", f"dbt's log: less {shlex.quote(str(log))}"
    )


def how_to_look(outcome: "BuildOutcome", database: str | None = None) -> str:
    """The command that shows the rows of the first failure, or tries again what had none."""
    first = outcome.failures[0]
    there = f" --database {database}" if database else ""
    return f"tillhouse psql{there} -f {shlex.quote(first.compiled)}" if first.compiled else "tillhouse run"


def _as_dict(report: "RunReport", summary: "Summary") -> dict[str, Any]:
    built = report.built
    build = built.outcome and {
        "build_id": built.build_id,
        "reason": built.reason,
        "state": built.outcome.state,
        "rebuilt": [asdict(one) for one in built.rebuilt],
        **asdict(built.outcome),
    }
    return {
        "ingest": report_as_dict(report.ingest),
        "build": build,
        "published": built.published and asdict(built.published),
        "summary": asdict(summary),
    }
