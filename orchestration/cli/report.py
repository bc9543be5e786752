"""How one load looks: what came of its files, and what still waits."""

import shlex
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from orchestration.cli.output import say, show_table
from warehouse.errors import GateError

if TYPE_CHECKING:
    from ingestion import FileOutcome, IngestReport
    from orchestration.needs import Need
    from orchestration.summary import Validation
    from orchestration.transform.ledger import Published

_MOST_LINES = 20
DOUBTFUL_SALES = "tillhouse psql -c 'select * from observability.doubtful_sales'"
FAILED_BATCHES = "tillhouse psql -c \"select * from observability.validation_results where severity = 'HIGH'\""


def show_report(report: "IngestReport") -> None:
    """Files and rows by feed, and every file that needs somebody."""
    if report.files:
        columns = ("feed", "files", "read", "loaded", "rejected", "reasons")
        title = f"loaded in {report.seconds:.1f} s"
        show_table(title, columns, _by_feed(report.files), right=columns[1:5])
    else:
        say("nothing new in the landing zone")
    troubled = [outcome for outcome in report.files if outcome.error]
    if troubled:
        rows = [(outcome.path, outcome.state, outcome.error) for outcome in troubled[:_MOST_LINES]]
        show_table(f"{len(troubled)} files need a look", ("path", "state", "why"), rows)
    if report.waiting:
        waiting = [(item.path, item.reason) for item in report.waiting[:_MOST_LINES]]
        show_table(f"{len(report.waiting)} files wait", ("path", "why"), waiting)


def show_needs(needs: "Sequence[Need]") -> None:
    """What needs somebody, one line each, with the command to type."""
    for need in needs[:_MOST_LINES]:
        say(f"needed: {need.what} · {need.command}")
    if len(needs) > _MOST_LINES:
        say(f"needed: {len(needs) - _MOST_LINES} more · tillhouse status --check")


def refuse_failed(report: "IngestReport") -> None:
    """Raise when files failed: what was left out must not look like a load that is done."""
    failed = [outcome for outcome in report.files if outcome.state == "failed"]
    if failed:
        raise GateError(
            f"{len(failed)} files could not be loaded, first {failed[0].path}: {failed[0].error}",
            f"tillhouse explain {shlex.quote(failed[0].path)}; the next run tries them again",
        )


def published_line(published: "Published | None") -> str:
    """What readers see, since when, and what waits."""
    if published is None:
        return "nothing yet"
    until = f"everything up to {published.as_of_date}" if published.as_of_date else "everything"
    return f"{until}, build {published.build_id} of {_moment(published)}{_waiting(published)}"


def still_published_line(published: "Published | None") -> str:
    """What readers see after a build that did not change that."""
    if published is None:
        return "readers see nothing yet"
    as_of = f", as of {published.as_of_date}" if published.as_of_date else ""
    return f"readers still see build {published.build_id} of {_moment(published)}{as_of}{_waiting(published)}"


def _moment(published: "Published") -> str:
    """The time of day, with the date when it was not today."""
    moment = published.published_at.astimezone(UTC)
    return f"{moment:%H:%M}" if moment.date() == datetime.now(UTC).date() else f"{moment:%Y-%m-%d %H:%M}"


def _waiting(published: "Published") -> str:
    if not published.files_waiting:
        return ""
    return "; 1 file waits" if published.files_waiting == 1 else f"; {published.files_waiting:,} files wait"


def validation_line(validation: "Validation | None") -> str:
    """What the cross checks found: that a batch fails stops nothing, so it must be told."""
    if validation is None:
        return "validation: no batch was judged yet"
    if not validation.failed:
        return f"validation: {validation.batches:,} batches, none fails a check of severity HIGH"
    return (
        f"validation: {validation.failed:,} of {validation.batches:,} batches FAIL (HIGH), the last is "
        f"{validation.last_failed}: {validation.findings} · {FAILED_BATCHES}"
    )


def report_as_dict(report: "IngestReport") -> dict[str, Any]:
    """The same for a script, file by file."""
    return {**asdict(report), "changed": report.changed}


def _by_feed(outcomes: "Iterable[FileOutcome]") -> list[tuple[Any, ...]]:
    feeds: dict[str, list[FileOutcome]] = {}
    for outcome in outcomes:
        feeds.setdefault(f"{outcome.source}__{outcome.feed}", []).append(outcome)
    rows: list[tuple[Any, ...]] = []
    for feed, mine in sorted(feeds.items()):
        states = Counter(outcome.state for outcome in mine)
        reasons: Counter[str] = Counter()
        for outcome in mine:
            reasons.update(outcome.reject_counts)
        counts = (
            sum(getattr(outcome, name) or 0 for outcome in mine)
            for name in ("rows_read", "rows_loaded", "rows_rejected")
        )
        rows.append((feed, dict(states), *counts, dict(reasons)))
    return rows
