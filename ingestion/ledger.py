"""The ledger `ops.files`: what writes it is here, in `replays` and `release`, and where the archive notes a move.

A row of the raw layer counts if and only if the ledger says that its file is loaded by that attempt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from ingestion import drift
from ingestion.csv_files.fingerprint import Fingerprint
from ingestion.landing import LandedFile
from ingestion.report import FileOutcome, FileState


@dataclass(frozen=True)
class LedgerFile:
    """One row of `ops.files`, as far as the loader and the command line need it."""

    file_id: int
    source: str
    feed: str
    path: str
    path_parts: dict[str, str]
    batch_id: int | None
    state: FileState
    content_sha256: str | None
    size_bytes: int | None
    mtime: datetime | None
    rows_read: int | None
    rows_loaded: int | None
    rows_rejected: int | None
    reject_counts: dict[str, int]
    columns_added: list[str]
    columns_missing: list[str]
    columns_renamed: dict[str, str]
    is_reordered: bool
    attempts: int
    error: str | None
    duplicate_of: int | None
    supersedes: int | None
    change_seq: int | None
    archived_path: str | None
    is_over_threshold: bool
    is_replay_due: bool
    replayed_at: datetime | None
    released_at: datetime | None
    release_reason: str | None
    discovered_at: datetime
    finished_at: datetime | None


_COLUMNS = ", ".join(LedgerFile.__dataclass_fields__)


@dataclass(frozen=True)
class Claim:
    """A file this process is loading: its row in the ledger and the number of the attempt."""

    file_id: int
    attempt: int
    file: LandedFile
    seen: Fingerprint
    is_released: bool = False
    run_id: str | None = None


def latest_versions(connection: psycopg.Connection, paths: Sequence[str]) -> dict[str, LedgerFile]:
    """The version of each path that was read last; paths the ledger does not know are left out.

    That is not always the one with the highest id: a version that was held and comes back keeps its row.
    """
    rows = select(connection, "path = any(%s)", [list(paths)], "started_at nulls first, file_id")
    return {row.path: row for row in rows}


def loaded_paths(connection: psycopg.Connection, paths: Sequence[str]) -> dict[str, str]:
    """Those of `paths` of which some version is loaded, with its sha256."""
    rows = connection.execute(
        "select path, content_sha256 from ops.files where path = any(%s) and state = 'loaded'", [list(paths)]
    ).fetchall()
    return dict(rows)


def find_loaded(connection: psycopg.Connection, file: LandedFile, sha256: str) -> int | None:
    """The loaded file of the same feed, and of the same day where the path names one, that has these bytes.

    Files of other paths that hold no row are none: two days without sales look alike, and each says so for itself.
    """
    row = connection.execute(
        """
        select file_id from ops.files
        where content_sha256 = %s and source = %s and feed = %s and path_parts = %s and state = 'loaded'
          and (rows_read > 0 or path = %s)
        order by file_id limit 1
        """,
        [sha256, file.contract.source, file.contract.feed, Jsonb(file.parts), file.relative],
    ).fetchone()
    return row[0] if row else None


def claim(
    connection: psycopg.Connection, file: LandedFile, seen: Fingerprint, run_id: str | None, batch_id: int | None
) -> Claim:
    """Put the file into state `loading`; a version that was tried before keeps its row and counts one attempt more."""
    rows = connection.execute(
        """
        update ops.files
        set state = 'loading', attempts = attempts + 1, started_at = now(), finished_at = null, error = null,
            size_bytes = %s, mtime = %s, run_id = %s, batch_id = %s, contract_version = %s, reject_counts = '{}',
            has_old_rows = true,
            rows_read = null, rows_loaded = null, rows_rejected = null
        where file_id = (
            select max(file_id) from ops.files
            where source = %s and feed = %s and path = %s and content_sha256 = %s
              and state in ('discovered', 'failed', 'held')
        )
        returning file_id, attempts, released_at is not null
        """,
        [
            *(seen.size_bytes, file.mtime, run_id, batch_id, file.contract.version),
            *(file.contract.source, file.contract.feed, file.relative, seen.sha256),
        ],
    ).fetchall()
    rows = (
        rows
        or connection.execute(
            """
        insert into ops.files (
            source, feed, path, path_parts, business_date, content_sha256, content_key, size_bytes, mtime,
            batch_id, contract_version, run_id, state, attempts, started_at
        ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'loading', 1, now())
        returning file_id, attempts, false
        """,
            [
                *(file.contract.source, file.contract.feed, file.relative, Jsonb(file.parts), file.business_date),
                *(seen.sha256, seen.content_key, seen.size_bytes, file.mtime, batch_id, file.contract.version, run_id),
            ],
        ).fetchall()
    )
    file_id, attempt, is_released = rows[0]
    return Claim(file_id, attempt, file, seen, is_released, run_id)


def finish(
    connection: psycopg.Connection, outcomes: Iterable[FileOutcome], links: dict[int, int], load_ids: dict[str, str]
) -> list[FileOutcome]:
    """Write how files ended, all in the caller's transaction: its commit is the moment the rows begin to count.

    `links` has the original's id for each duplicate, `load_ids` dlt's package id by source. A loaded file supersedes
    the loaded version of the same path; both changes take a new `change_seq`, assigned under the loader's lock. So does
    a duplicate of another path: what a file is corrected to may well be there under another name.
    Returns the outcomes, with the ids of what they superseded.
    """
    ended = []
    for outcome in outcomes:
        superseded = None
        if outcome.state in ("loaded", "duplicate"):
            superseded = connection.execute(
                """
                update ops.files
                set state = 'superseded', change_seq = nextval('ops.change_seq'), is_replay_due = false
                where source = %s and feed = %s and path = %s and state = 'loaded' and file_id is distinct from %s
                returning file_id
                """,
                [outcome.source, outcome.feed, outcome.path, links.get(outcome.file_id)],
            ).fetchone()
        ended.append(replace(outcome, supersedes=superseded[0] if superseded else None))
        connection.execute(
            """
            update ops.files
            set state = %s, rows_read = %s, rows_loaded = %s, rows_rejected = %s, reject_counts = %s,
                columns_added = %s, columns_missing = %s, columns_renamed = %s, is_reordered = %s,
                is_over_threshold = %s, error = %s, dlt_load_id = %s, duplicate_of = %s,
                supersedes = coalesce(%s, supersedes), finished_at = now(),
                change_seq = case when %s = 'loaded' then nextval('ops.change_seq') else change_seq end
            where file_id = %s
            """,
            [
                *(outcome.state, outcome.rows_read, outcome.rows_loaded, outcome.rows_rejected),
                *(Jsonb(outcome.reject_counts), Jsonb(outcome.columns_added), Jsonb(outcome.columns_missing)),
                *(Jsonb(outcome.columns_renamed), outcome.is_reordered, outcome.is_over_threshold),
                *(outcome.error, load_ids.get(outcome.source) if outcome.state == "loaded" else None),
                *(links.get(outcome.file_id), superseded[0] if superseded else None, outcome.state, outcome.file_id),
            ],
        )
    drift.record(connection, ended)
    return ended


def give_up_replaced(connection: psycopg.Connection, outcomes: Iterable[FileOutcome]) -> None:
    """End the versions of these paths that were never read to their end: their bytes are gone, another came instead."""
    paths = [outcome.path for outcome in outcomes if outcome.state != "failed"]
    connection.execute(
        """
        update ops.files set state = 'superseded', rows_read = null, rows_loaded = null, rows_rejected = null
        where path = any(%s) and state in ('discovered', 'failed')
        """,
        [paths],
    )


def fail_loading(connection: psycopg.Connection, paths: Sequence[str], error: str) -> None:
    """Put files that are being loaded and cannot be read on into state `failed`: the next run tries them again."""
    connection.execute(
        """
        update ops.files set state = 'failed', error = %s, finished_at = now()
        where path = any(%s) and state = 'loading'
        """,
        [error, list(paths)],
    )


def interrupted(connection: psycopg.Connection) -> list[tuple[int, str, str]]:
    """Files in state `loading` as (file id, source, feed): under the loader's lock, those of a process that died."""
    return connection.execute("select file_id, source, feed from ops.files where state = 'loading'").fetchall()


def release_interrupted(connection: psycopg.Connection, file_ids: list[int]) -> None:
    """Give files of a process that died back to the landing zone; the row keeps its count of attempts."""
    connection.execute(
        """
        update ops.files
        set state = 'discovered', error = 'the loader ended during attempt ' || attempts, finished_at = now()
        where file_id = any(%s)
        """,
        [file_ids],
    )


def list_files(connection: psycopg.Connection, state: str | None = None) -> list[LedgerFile]:
    """The ledger in the order files were found, or only the files in one state."""
    return select(connection, "%s::text is null or state = %s", [state, state], "file_id")


def select(connection: psycopg.Connection, condition: str, values: Sequence[Any], order: str) -> list[LedgerFile]:
    """Rows of the ledger that meet a condition of the loader's own."""
    with connection.cursor(row_factory=class_row(LedgerFile)) as cursor:
        # Condition and order are constants of this package; values are passed apart.
        return cursor.execute(f"select {_COLUMNS} from ops.files where {condition} order by {order}", values).fetchall()  # noqa: S608
