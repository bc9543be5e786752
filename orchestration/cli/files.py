"""`tillhouse files · explain`: the ledger, and the story of one file."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from orchestration.cli.database import Json
from orchestration.cli.output import emit_json, say, show_table, text
from warehouse.errors import TillhouseError

if TYPE_CHECKING:
    from ingestion.ledger.versions import LedgerFile
    from ingestion.quarantine.explain import FileVersion
    from ingestion.quarantine.rejected import RejectedRow

_LONGEST_LINE = 160


def files(
    state: Annotated[
        str | None,
        typer.Option(help="Only this state: discovered, loading, loaded, held, failed, duplicate or superseded."),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the ledger: every version of every file, its state and its counts."""
    from ingestion.ledger.versions import list_files
    from ingestion.report import FileState
    from warehouse.connect import connect
    from warehouse.settings import get_settings

    if state is not None and state not in get_args(FileState):
        raise TillhouseError(f"there is no state {state!r}", f"use one of {', '.join(get_args(FileState))}")
    with connect(get_settings(), "loader") as connection:
        found = list_files(connection, state)
    if as_json:
        emit_json([asdict(file) for file in found])
        return
    columns = ("file", "path", "state", "read", "loaded", "rejected", "reasons, error")
    rows = [
        (file.file_id, file.path, file.state, file.rows_read, file.rows_loaded, file.rows_rejected, _why(file))
        for file in found
    ]
    title = f"{len(found)} file versions" + (f" in state {state}" if state else "")
    show_table(title, columns, rows, right=("file", "read", "loaded", "rejected"))


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A path as `tillhouse files` shows it, or its end.")],
    as_json: Json = False,
) -> None:
    """Say what became of one file and why, down to its first bad lines."""
    from ingestion.quarantine.explain import explain as versions_of
    from warehouse.connect import connect
    from warehouse.settings import get_settings

    with connect(get_settings(), "loader") as connection:
        versions = versions_of(connection, file)
    if as_json:
        emit_json([_version_as_dict(version) for version in versions])
        return
    for version in versions:
        _show(version)


def _why(file: "LedgerFile") -> Any:
    if file.error or file.duplicate_of:
        return file.error or f"same bytes as file {file.duplicate_of}"
    return "; ".join(part for part in (text(file.reject_counts) if file.reject_counts else "", _drift(file)) if part)


def _drift(file: "LedgerFile") -> str:
    """How the columns differ from the contract: `+came, -went, ~renamed, reordered`."""
    marked = [*(f"+{name}" for name in file.columns_added), *(f"-{name}" for name in file.columns_missing)]
    marked += [f"~{name}" for name in file.columns_renamed]
    return ", ".join([*marked, *(["reordered"] if file.is_reordered else [])])


def _show(version: "FileVersion") -> None:
    file = version.file
    facts: list[tuple[str, Any]] = [
        ("state", file.state),
        ("why", file.error),
        (
            "rows",
            f"{text(file.rows_read)} read = {text(file.rows_loaded)} loaded + {text(file.rows_rejected)} rejected",
        ),
        ("reasons", file.reject_counts or None),
        ("columns added", file.columns_added or None),
        ("columns missing", file.columns_missing or None),
        ("columns renamed", [f"{raw} as {name!r}" for raw, name in file.columns_renamed.items()] or None),
        ("columns reordered", file.is_reordered or None),
        ("released", file.released_at and f"{text(file.released_at)}: {file.release_reason or 'no reason given'}"),
        ("replayed", file.replayed_at or (file.is_replay_due and "asked for; the next load does it") or None),
        ("same bytes as file", file.duplicate_of),
        ("replaces file", file.supersedes),
        ("found · ended", f"{text(file.discovered_at)} · {text(file.finished_at)}, attempt {file.attempts}"),
        ("now at", file.archived_path),
        ("sha256", file.content_sha256),
    ]
    show_table(f"{file.path} (file {file.file_id})", ("what", "value"), [fact for fact in facts if fact[1] is not None])
    if version.rejects:
        rows = [(row.line_number, row.reason, row.detail, _shortened(row)) for row in version.rejects]
        show_table("first rejected rows", ("line", "reason", "detail", "as received"), rows, right=("line",))
    if file.state == "held":
        say("Held: nothing of it is in the warehouse. Put a corrected file under the same name and run again.")
        if file.is_over_threshold:
            say(f"Or let it in as it is: tillhouse quarantine release {file.path} --reason TEXT")
        else:
            say(f"Or mend the contract of {file.source}__{file.feed}: tillhouse quarantine replay {file.path}")


def _shortened(row: "RejectedRow") -> str:
    """The row's bytes on one line; what is not UTF-8 as escapes."""
    line = row.received
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}… ({len(row.raw or b''):,} bytes)"


def _version_as_dict(version: "FileVersion") -> dict[str, Any]:
    rejects = [
        {
            "line_number": row.line_number,
            "reason": row.reason,
            "detail": row.detail,
            "raw": (row.raw or b"").decode("utf-8", "backslashreplace"),
        }
        for row in version.rejects
    ]
    return {**asdict(version.file), "rejects": rejects}
