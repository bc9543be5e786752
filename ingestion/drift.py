"""Schema drift: how a file's columns differ from its contract, as values and as rows of `ops.schema_drift`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import psycopg
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from ingestion.report import FileOutcome

Kind = Literal["added", "missing", "renamed", "reordered", "collided"]
# What a header may take of a message or a table: nobody reads more of it.
_LONGEST = 500


@dataclass(frozen=True)
class Finding:
    """One difference between a header and its contract.

    `column` is the raw name, None for `reordered`; `written_as` the header as the shop wrote it, None for `missing`,
    and for `reordered` all headers in the order of the file.
    """

    kind: Kind
    column: str | None
    written_as: str | None = None

    def __str__(self) -> str:
        """In the words of a message: `+sales_channel`, `-country`, `stock_code as "Stock Code"`."""
        if self.kind == "added":
            return f"+{self.column}"
        if self.kind == "missing":
            return f"-{self.column}"
        return "reordered" if self.column is None else f'{self.column} {self.kind} as "{self.written_as}"'


def record(connection: psycopg.Connection, outcomes: "Iterable[FileOutcome]") -> None:
    """Write the findings of files that ended, in the transaction that ends them.

    The rows take their `change_seq` there, under the loader's lock, so none ever appears below one that was seen. A
    file that failed is read again: its findings are written when it has ended.
    """
    rows = [
        {
            "file_id": outcome.file_id,
            "attempt": outcome.attempt,
            "source": outcome.source,
            "feed": outcome.feed,
            "path": outcome.path,
            "kind": finding.kind,
            "column_name": finding.column,
            "written_as": _kept(finding.written_as),
            "policy": outcome.drift_policy,
            "action": "held" if outcome.state == "held" else "loaded",
        }
        for outcome in outcomes
        if outcome.state in ("loaded", "held")
        for finding in outcome.drift
    ]
    if not rows:
        return
    connection.execute(
        """
        insert into ops.schema_drift (
            file_id, attempt, source, feed, path, kind, column_name, written_as, policy, action, change_seq
        )
        select
            file_id, attempt, source, feed, path, kind, column_name, written_as, policy, action,
            nextval('ops.change_seq')
        from jsonb_to_recordset(%s) as found (
            file_id bigint, attempt bigint, source text, feed text, path text, kind text, column_name text,
            written_as text, policy text, action text
        )
        on conflict do nothing
        """,
        [Jsonb(rows)],
    )


def _kept(text: str | None) -> str | None:
    """A header as a table can keep it: no NUL, no half of a character, and not longer than anybody reads."""
    if text is None:
        return None
    shown = text.replace("\0", "�").encode("utf-8", "replace").decode()
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}..."
