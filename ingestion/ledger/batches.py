"""The batches `ops.batches`: one row per version of a trigger, and how it ended."""

from collections.abc import Sequence

import psycopg
from psycopg.types.json import Jsonb

from ingestion.landed import Trigger


def open_batch(connection: psycopg.Connection, trigger: Trigger) -> int:
    """Record that a trigger was found; one that waited before keeps its row."""
    known = connection.execute(
        """
        select max(batch_id) from ops.batches
        where trigger_path = %s and trigger_sha256 = %s and state in ('waiting', 'failed', 'held')
        """,
        [trigger.landed.relative, trigger.sha256],
    ).fetchone()
    if known and known[0] is not None:
        return int(known[0])
    rows = connection.execute(
        """
        insert into ops.batches (source, trigger_path, trigger_sha256, trigger_id, batch_date, state, expected_files)
        values (%s, %s, %s, %s, %s, 'waiting', %s) returning batch_id
        """,
        [
            *(trigger.landed.source, trigger.landed.relative, trigger.sha256, trigger.trigger_id),
            *(trigger.batch_date, Jsonb(trigger.expected)),
        ],
    ).fetchall()
    return int(rows[0][0])


def close_batch(connection: psycopg.Connection, batch_id: int, state: str, error: str | None) -> None:
    """Write how a batch ended: waiting, loaded, held, failed or duplicate."""
    connection.execute(
        "update ops.batches set state = %s, error = %s, finished_at = now() where batch_id = %s",
        [state, error, batch_id],
    )


def batch_state(connection: psycopg.Connection, trigger: Trigger) -> tuple[int, str, str | None, str | None] | None:
    """Newest batch of exactly this trigger: its id, state, error and archived path."""
    row = connection.execute(
        """
        select batch_id, state, error, archived_path from ops.batches
        where trigger_path = %s and trigger_sha256 = %s order by batch_id desc limit 1
        """,
        [trigger.landed.relative, trigger.sha256],
    ).fetchone()
    return row and (row[0], row[1], row[2], row[3])


def reopen(connection: psycopg.Connection, batch_ids: Sequence[int]) -> None:
    """Let held batches wait again."""
    connection.execute(
        "update ops.batches set state = 'waiting' where batch_id = any(%s) and state = 'held'", [list(batch_ids)]
    )


def note_archived(connection: psycopg.Connection, batch_id: int, path: str) -> None:
    """Note where in the archive the trigger of a batch lies."""
    connection.execute("update ops.batches set archived_path = %s where batch_id = %s", [path, batch_id])
