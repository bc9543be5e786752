"""The ledger `ops.files`: what writes it is here and, for replays, in `replays`.

A row of the raw layer counts if and only if the ledger says that its file is loaded by that attempt.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import psycopg
from psycopg.types.json import Jsonb

from ingestion.landed import LandedFile
from ingestion.ledger import drift
from ingestion.reading.fingerprint import Fingerprint, content_key
from ingestion.report import FileOutcome


@dataclass(frozen=True)
class Claim:
    """A file this process is loading: its row in the ledger and the number of the attempt.

    `decoded_sha256` is None where the content is not known yet, or cannot be decoded.
    """

    file_id: int
    attempt: int
    file: LandedFile
    seen: Fingerprint
    decoded_sha256: str | None = None
    is_released: bool = False
    run_id: str | None = None


def find_loaded(
    connection: psycopg.Connection, file: LandedFile, sha256: str, decoded_sha256: str | None = None
) -> int | None:
    """The loaded file of the same feed, and of the same day where this one's path names one, that has this content.

    That is the same bytes, or the same decoded content in other wrapping. Files of other paths that hold no row are
    none: two days without sales look alike, and each says so for itself.
    """
    row = connection.execute(
        """
        select file_id from ops.files
        where (content_sha256 = any(%(hashes)s) or decoded_sha256 = any(%(hashes)s))
          and source = %(source)s and feed = %(feed)s and path_parts = %(parts)s and state = 'loaded'
          and (%(day)s::date is null or business_date = %(day)s)
          and (rows_read > 0 or path = %(path)s)
        order by file_id limit 1
        """,
        {
            "hashes": [sha256, decoded_sha256 or sha256],
            "source": file.contract.source,
            "feed": file.contract.feed,
            "parts": Jsonb(file.parts),
            "day": file.copied_day,
            "path": file.relative,
        },
    ).fetchone()
    return row[0] if row else None


def claim(
    connection: psycopg.Connection,
    file: LandedFile,
    seen: Fingerprint,
    decoded_sha256: str | None,
    run_id: str | None,
    batch_id: int | None,
) -> Claim:
    """Put the file into state `loading`; a version that was tried before keeps its row and counts one attempt more.

    `decoded_sha256` is None where the bytes cannot be decoded.
    """
    rows = connection.execute(
        """
        update ops.files
        set state = 'loading', attempts = attempts + 1, started_at = now(), finished_at = null, error = null,
            size_bytes = %s, mtime = %s, run_id = %s, batch_id = coalesce(%s, batch_id), contract_version = %s,
            reject_counts = '{}', business_date = %s, version_basis = %s, decoded_sha256 = %s, content_key = %s,
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
            *(file.business_date, file.version_basis, decoded_sha256, content_key(decoded_sha256 or seen.sha256)),
            *(file.contract.source, file.contract.feed, file.relative, seen.sha256),
        ],
    ).fetchall()
    rows = (
        rows
        or connection.execute(
            """
        insert into ops.files (
            source, feed, path, path_parts, business_date, version_basis, content_sha256, decoded_sha256, content_key,
            size_bytes, mtime, batch_id, contract_version, run_id, state, attempts, started_at
        ) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'loading', 1, now())
        returning file_id, attempts, false
        """,
            [
                *(file.contract.source, file.contract.feed, file.relative, Jsonb(file.parts), file.business_date),
                *(file.version_basis, seen.sha256, decoded_sha256, content_key(decoded_sha256 or seen.sha256)),
                *(seen.size_bytes, file.mtime, batch_id, file.contract.version, run_id),
            ],
        ).fetchall()
    )
    file_id, attempt, is_released = rows[0]
    return Claim(file_id, attempt, file, seen, decoded_sha256, is_released, run_id)


def note_decoded(connection: psycopg.Connection, file_id: int, decoded_sha256: str) -> None:
    """Note the content of a file that had to be read to be known."""
    connection.execute(
        "update ops.files set decoded_sha256 = %s, content_key = %s where file_id = %s",
        [decoded_sha256, content_key(decoded_sha256), file_id],
    )


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


def by_feed(files: Iterable[tuple[int, str, str]]) -> dict[str, list[int]]:
    """File ids by the key of their contract, of files given as (file id, source, feed)."""
    found: dict[str, list[int]] = {}
    for file_id, source, feed in files:
        found.setdefault(f"{source}__{feed}", []).append(file_id)
    return found


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


def release(connection: psycopg.Connection, file_ids: Sequence[int], reason: str | None) -> None:
    """Let held files be taken by the next load, with all their damaged rows."""
    connection.execute(
        """
        update ops.files
        set state = 'discovered', error = 'released: the next load takes it', released_at = now(), release_reason = %s
        where file_id = any(%s)
        """,
        [reason, list(file_ids)],
    )


def try_again(connection: psycopg.Connection, file_ids: Sequence[int]) -> None:
    """Let held files be read once more by the next load."""
    connection.execute("update ops.files set state = 'discovered' where file_id = any(%s)", [list(file_ids)])
