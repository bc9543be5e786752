"""`tillhouse files · explain`: the ledger, and the story of one file."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from orchestration.cli.database import Json
from orchestration.cli.output import emit_json, escaped, say, show_table, text
from orchestration.cli.replay import connect_to_read
from warehouse.errors import TillhouseError

if TYPE_CHECKING:
    from ingestion.ledger.versions import LedgerFile
    from ingestion.quarantine.explain import FileVersion
    from ingestion.quarantine.rejected import RejectedRow

_LONGEST_LINE = 160
_MOST_ROWS = 10


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
    from orchestration.rejected import rule_counts

    if state is not None and state not in get_args(FileState):
        raise TillhouseError(f"there is no state {state!r}", f"use one of {', '.join(get_args(FileState))}")
    with connect_to_read() as connection:
        found = list_files(connection, state)
        rules = rule_counts(connection, [file.file_id for file in found])
    if as_json:
        emit_json([asdict(file) | {"rule_counts": rules.get(file.file_id, {})} for file in found])
        return
    columns = ("file", "path", "state", "read", "loaded", "damaged", "by rules", "reasons, error")
    rows = [
        (
            *(file.file_id, file.path, file.state, file.rows_read, file.rows_loaded, file.rows_rejected),
            *(sum(rules.get(file.file_id, {}).values()), _why(file, rules.get(file.file_id, {}))),
        )
        for file in found
    ]
    title = f"{len(found)} file versions" + (f" in state {state}" if state else "")
    show_table(title, columns, rows, right=("file", "read", "loaded", "damaged", "by rules"))


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A path as `tillhouse files` shows it, or its end.")],
    as_json: Json = False,
) -> None:
    """Say what became of one file and why, down to its first bad lines."""
    from ingestion.quarantine.explain import explain as versions_of
    from orchestration.rejected import judged_rows, rule_counts

    with connect_to_read() as connection:
        versions = versions_of(connection, file)
        counts = rule_counts(connection, [version.file.file_id for version in versions])
        judged = {
            version.file.file_id: judged_rows(connection, file_id=version.file.file_id, limit=_MOST_ROWS)
            for version in versions
        }
    if as_json:
        emit_json([_version_as_dict(version, judged[version.file.file_id]) for version in versions])
        return
    for version in versions:
        _show(version, judged[version.file.file_id], counts.get(version.file.file_id, {}))


def _why(file: "LedgerFile", rules: Mapping[str, int]) -> str:
    if file.error or file.duplicate_of:
        return file.error or f"same content as file {file.duplicate_of}"
    counts = {**file.reject_counts, **rules}
    return "; ".join(part for part in (text(counts) if counts else "", _drift(file)) if part)


def _drift(file: "LedgerFile") -> str:
    """How the columns differ from the contract: `+came, -went, ~renamed, reordered`."""
    marked = [*(f"+{name}" for name in file.columns_added), *(f"-{name}" for name in file.columns_missing)]
    marked += [f"~{name}" for name in file.columns_renamed]
    return ", ".join([*marked, *(["reordered"] if file.is_reordered else [])])


def _show(version: "FileVersion", judged: "Sequence[RejectedRow]", rules: Mapping[str, int]) -> None:
    file = version.file
    facts: list[tuple[str, Any]] = [
        ("state", file.state),
        ("why", file.error),
        (
            "rows",
            f"{text(file.rows_read)} read = {text(file.rows_loaded)} loaded + {text(file.rows_rejected)} damaged",
        ),
        ("damaged", file.reject_counts or None),
        ("rejected by rules", rules or None),
        ("columns added", file.columns_added or None),
        ("not in the contract", version.unknown if version.unknown and not file.columns_added else None),
        ("columns missing", file.columns_missing or None),
        ("columns renamed", [f"{raw} as {name!r}" for raw, name in file.columns_renamed.items()] or None),
        ("columns reordered", file.is_reordered or None),
        ("released", file.released_at and f"{text(file.released_at)}: {file.release_reason or 'no reason given'}"),
        ("replayed", file.replayed_at or (file.is_replay_due and "asked for; the next load does it") or None),
        ("same content as file", file.duplicate_of),
        ("replaces file", file.supersedes),
        ("found · ended", f"{text(file.discovered_at)} · {text(file.finished_at)}, attempt {file.attempts}"),
        ("now at", file.archived_path),
        ("sha256", file.content_sha256),
    ]
    show_table(f"{file.path} (file {file.file_id})", ("what", "value"), [fact for fact in facts if fact[1] is not None])
    if version.rejects:
        rows = [(row.line_number, row.reason, row.detail, _shortened(row)) for row in version.rejects]
        show_table("first damaged rows", ("line", "reason", "detail", "as received"), rows, right=("line",))
    if judged:
        rows = [(row.row_number, row.reasons, row.detail, _shortened(row)) for row in judged]
        show_table("first rows that rules reject", ("row", "reasons", "detail", "as received"), rows, right=("row",))
    if file.state == "held":
        say("Held: nothing of it is in the warehouse. Put a corrected file under the same name and run again.")
        if file.is_over_threshold:
            say(f"Or let it in as it is: tillhouse quarantine release {shlex.quote(file.path)} --reason TEXT")
        else:
            contract = f"ingestion/contracts/{file.source}__{file.feed}.yml"
            say(f"Or mend {contract}, then: tillhouse quarantine replay {shlex.quote(file.path)}")


def _shortened(row: "RejectedRow") -> str:
    """The row's bytes or values on one line; what is not UTF-8 or cannot be printed as escapes."""
    line = row.received
    more = f"… ({len(row.raw or b''):,} bytes)" if row.raw else "…"
    return escaped(line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}{more}")


def _version_as_dict(version: "FileVersion", judged: "Sequence[RejectedRow]") -> dict[str, Any]:
    rejects = [
        {
            "kind": row.kind,
            "line_number": row.line_number,
            "row_number": row.row_number,
            "reason": row.reason,
            "reasons": row.reasons,
            "detail": row.detail,
            "raw": None if row.raw is None else row.raw.decode("utf-8", "backslashreplace"),
            "values": row.values,
        }
        for row in (*version.rejects, *judged)
    ]
    return {**asdict(version.file), "rejects": rejects}
