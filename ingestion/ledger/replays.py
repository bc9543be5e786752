"""Replays in the ledger: a loaded file is read again under a new attempt, and the old one counts until that commits.

A replay that is asked for is a mark on the file, so it survives a kill: the next run of the loader does it. It never
changes the state of the file. Only its last step does anything that a reader sees: one transaction in which the number
of the attempt that counts becomes the new one.
"""

from collections.abc import Sequence

import psycopg
from psycopg.types.json import Jsonb

from ingestion.landed import LandedFile
from ingestion.ledger import drift, versions
from ingestion.ledger.ledger import Claim
from ingestion.ledger.versions import LedgerFile
from ingestion.reading.fingerprint import Fingerprint, content_key
from ingestion.report import FileOutcome, FileState


def request(connection: psycopg.Connection, file_ids: Sequence[int]) -> None:
    """Ask for loaded files to be read again. Needs the loader's lock."""
    connection.execute(
        "update ops.files set is_replay_due = true where file_id = any(%s) and state = 'loaded'", [list(file_ids)]
    )


def due(connection: psycopg.Connection) -> list[LedgerFile]:
    """Files to be read from the archive: replays, and duplicates whose original was replaced."""
    return versions.select(
        connection,
        "(is_replay_due and state = 'loaded') or (state in ('discovered', 'failed') and archived_path is not null)",
        [],
        "file_id",
    )


def claim(
    version: LedgerFile, file: LandedFile, seen: Fingerprint, decoded_sha256: str | None, run_id: str | None
) -> Claim:
    """Take the next attempt of a loaded file. The ledger is not told: the mark is there, and the old attempt counts."""
    is_released = version.released_at is not None
    return Claim(version.file_id, version.attempts + 1, file, seen, decoded_sha256, is_released, run_id)


def switch(connection: psycopg.Connection, claimed: Claim, outcome: FileOutcome, load_ids: dict[str, str]) -> bool:
    """Let the new attempt count; False when the file was replaced in the meantime, also by this very transaction."""
    switched = connection.execute(
        """
        update ops.files
        set attempts = %s, rows_read = %s, rows_loaded = %s, rows_rejected = %s, reject_counts = %s,
            columns_added = %s, columns_missing = %s, columns_renamed = %s, is_reordered = %s, error = null,
            business_date = %s, version_basis = %s, decoded_sha256 = %s, content_key = %s,
            contract_version = %s, dlt_load_id = %s, run_id = %s, replayed_at = now(), is_replay_due = false,
            change_seq = nextval('ops.change_seq')
        where file_id = %s and state = 'loaded' and attempts = %s
        """,
        [
            *(claimed.attempt, outcome.rows_read, outcome.rows_loaded, outcome.rows_rejected),
            *(Jsonb(outcome.reject_counts), Jsonb(outcome.columns_added), Jsonb(outcome.columns_missing)),
            *(Jsonb(outcome.columns_renamed), outcome.is_reordered),
            *(claimed.file.business_date, claimed.file.version_basis, claimed.decoded_sha256),
            *(content_key(claimed.decoded_sha256 or claimed.seen.sha256), claimed.file.contract.version),
            *(load_ids.get(outcome.source), claimed.run_id, claimed.file_id, claimed.attempt - 1),
        ],
    ).rowcount
    if switched:
        drift.record(connection, [outcome])
    return switched == 1


def give_up(connection: psycopg.Connection, version: LedgerFile, reason: str) -> FileOutcome:
    """End an attempt to read a file from the archive of which nothing was read.

    A file that was loaded stays so; one that was not is tried again by the next run.
    """
    error = reason
    state: FileState = "failed"
    if version.state == "loaded":
        error, state = refuse(connection, version.file_id, reason), "held"
    else:
        connection.execute(
            "update ops.files set state = 'failed', error = %s where file_id = %s", [reason, version.file_id]
        )
    return FileOutcome(version.file_id, version.source, version.feed, version.path, state, error=error)


def refuse(connection: psycopg.Connection, file_id: int, reason: str) -> str:
    """Take the mark of a replay away; the file keeps the reason, in the words that are returned."""
    error = f"not replayed, what was loaded before still counts: {reason}"
    connection.execute("update ops.files set is_replay_due = false, error = %s where file_id = %s", [error, file_id])
    return error


def revive_duplicates(connection: psycopg.Connection, superseded: Sequence[int]) -> None:
    """Let duplicates of files that were just replaced be loaded, from the archive: nobody else has their rows now.

    Only the newest version of its path comes back. Of several such files the first to be loaded is the original of the
    others, as always.
    """
    connection.execute(
        """
        update ops.files as duplicate
        set state = 'discovered', duplicate_of = null,
            error = 'its original, file ' || duplicate_of || ', was replaced: to be loaded itself'
        where duplicate_of = any(%s) and state = 'duplicate' and not exists (
            select from ops.files as newer
            where newer.source = duplicate.source and newer.feed = duplicate.feed and newer.path = duplicate.path
              and newer.state in ('loaded', 'duplicate') and newer.file_id <> duplicate.file_id
              and (newer.finished_at, newer.file_id) > (duplicate.finished_at, duplicate.file_id)
        )
        """,
        [list(superseded)],
    )


def with_replay_due(connection: psycopg.Connection) -> list[tuple[int, str, str]]:
    """Files that may have rows of an attempt after the one that counts, as (file id, source, feed)."""
    return connection.execute("select file_id, source, feed from ops.files where is_replay_due").fetchall()
