"""`tillhouse quarantine list · show · release · replay`: what was kept out, and how it gets in."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.database import Json
from orchestration.cli.output import emit_json, escaped, note, say, show_table
from orchestration.cli.replay import connect_to_read, replay

if TYPE_CHECKING:
    import psycopg

    from ingestion.quarantine.rejected import RejectedRow
    from orchestration.quarantine import Held

app = typer.Typer(
    no_args_is_help=True,
    help="Rows and files that were kept out: which, why, and how they get in.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_LONGEST = 160


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Count rejected rows by feed and reason, and name the files that are held."""
    from orchestration.quarantine import counts, held_files

    with connect_to_read() as connection:
        rejected, held, stale = counts(connection), held_files(connection), _stale(connection)
    if as_json:
        files = [asdict(file) | {"remedy": _remedy(file)} for file in held]
        emit_json({"rejected": [asdict(count) for count in rejected], "held": files, "rules_as_of": stale})
        return
    columns = ("source", "feed", "kind", "reason", "rows", "files")
    total = sum(count.rows for count in rejected)
    rows = [tuple(asdict(count).values()) for count in rejected]
    show_table(f"{total:,} rejected rows of loaded files", columns, rows, right=columns[4:])
    waiting = [(file.path, file.state, file.error, _remedy(file)) for file in held]
    show_table(f"{len(held)} files are held", ("path", "state", "why", "what to do"), waiting)
    if stale:
        note(stale)


@app.command()
def show(
    what: Annotated[str, typer.Argument(metavar="REASON|FILE", help="A reason of the list, or a file of the ledger.")],
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many rows at most.")] = 20,
    as_json: Json = False,
) -> None:
    """Show rejected rows as they were received, with file and line, or data row."""
    from ingestion.ledger.versions import find_versions
    from orchestration.quarantine import is_reason
    from orchestration.rejected import rejected_rows

    with connect_to_read() as connection:
        if is_reason(connection, what):
            rows = rejected_rows(connection, reason=what, limit=limit)
        else:
            current = [file for file in find_versions(connection, what) if file.state != "superseded"]
            last = max(current, key=lambda file: (file.state == "loaded", file.file_id), default=None)
            rows = rejected_rows(connection, file_id=last.file_id, limit=limit) if last else []
        stale = _stale(connection)
    if as_json:
        emit_json([_as_dict(row) for row in rows])
        return
    cells = [(row.path, _place(row), row.reasons, row.detail, _shortened(row)) for row in rows]
    title = f"{what}: {len(rows)} rejected rows" + (" (more with --limit)" if len(rows) == limit else "")
    show_table(title, ("file", "place", "reasons", "detail", "as received"), cells)
    if stale:
        note(stale)


@app.command()
def release(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that is held over its damaged rows.")],
    reason: Annotated[str | None, typer.Option(help="Why; kept in the ledger.")] = None,
    as_json: Json = False,
) -> None:
    """Let a file in that has more damaged rows than its contract allows; with its batch, when it belongs to one."""
    from ingestion.load.lock import loader_lock
    from ingestion.quarantine.release import release as let_in
    from ingestion.settings import get_ingest_settings
    from warehouse.connect import connect

    settings = get_ingest_settings()
    with (
        connect(settings.warehouse, "loader") as connection,
        loader_lock(settings.warehouse, connection, settings.lock_seconds),
    ):
        released = let_in(connection, settings, file, reason)
    if as_json:
        emit_json([{"file_id": one.file_id, "path": one.path} for one in released])
        return
    for one in released:
        say(f"released: {one.path}")
    say("next: tillhouse run loads it whole, its damaged rows in quarantine")


app.command()(replay)


def _stale(connection: "psycopg.Connection") -> str | None:
    """A remark when the rules have not judged what is loaded now."""
    from orchestration.transform.ledger import due
    from orchestration.transform.project import fingerprint

    reason = due(connection, fingerprint())
    return f"rows that the rules reject are those of the last build ({reason}): tillhouse run" if reason else None


def _remedy(file: "Held") -> str:
    if file.state != "held":
        return "tillhouse run loads it"
    if file.is_over_threshold:
        return "correct the file, or release it"
    return "correct the file, or mend its contract and replay it"


def _place(row: "RejectedRow") -> str:
    return f"line {row.line_number}" if row.row_number is None else f"row {row.row_number}"


def _shortened(row: "RejectedRow") -> str:
    """A row on one line, no longer than a line."""
    told = row.received
    return escaped(told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…")


def _as_dict(row: "RejectedRow") -> dict[str, Any]:
    raw = None if row.raw is None else row.raw.decode("utf-8", "backslashreplace")
    return asdict(row) | {"raw": raw}
