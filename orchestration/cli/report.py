"""How one load looks: what came of its files, and what still waits."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from orchestration.cli.output import say, show_table

if TYPE_CHECKING:
    from ingestion import FileOutcome, IngestReport
    from orchestration.transform.ledger import Published

_MOST_LINES = 20


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
