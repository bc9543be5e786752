"""The drift log `ops.schema_drift`: how the columns of files that ended differ from their contracts."""

from collections.abc import Iterable

import psycopg
from psycopg.types.json import Jsonb

from ingestion.report import FileOutcome

# What a header may take of a message or a table: nobody reads more of it.
_LONGEST = 500


def record(connection: psycopg.Connection, outcomes: Iterable[FileOutcome]) -> None:
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
