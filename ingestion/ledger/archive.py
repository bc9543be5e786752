"""What the ledger says of the archive: where the bytes of each file lie, and whether they are those that were read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row


@dataclass(frozen=True)
class Archived:
    """A file in the archive, with the hash of the bytes that were read."""

    file_id: int
    archived_path: str
    content_sha256: str


def note_archived(connection: psycopg.Connection, file_id: int, path: str) -> None:
    """Note where in the archive a file lies."""
    connection.execute("update ops.files set archived_path = %s where file_id = %s", [path, file_id])


def note_gone(connection: psycopg.Connection, file_id: int) -> None:
    """Note that a file was taken away before it was archived: what was loaded of it counts and cannot be replayed."""
    connection.execute(
        """
        update ops.files set error = 'it was gone from the landing zone before it was archived: it cannot be replayed'
        where file_id = %s
        """,
        [file_id],
    )


def unchecked(connection: psycopg.Connection) -> list[Archived]:
    """Files that were archived and not compared since."""
    with connection.cursor(row_factory=class_row(Archived)) as cursor:
        return cursor.execute(
            """
            select file_id, archived_path, content_sha256 from ops.files
            where archived_path is not null and archive_checked_at is null and state in ('loaded', 'duplicate')
            order by file_id
            """
        ).fetchall()


def note_checked(connection: psycopg.Connection, file_ids: Sequence[int]) -> None:
    """Note that the archive has the bytes that were read."""
    connection.execute("update ops.files set archive_checked_at = now() where file_id = any(%s)", [list(file_ids)])


def add_version(connection: psycopg.Connection, file_id: int, sha256: str, size_bytes: int, mtime: datetime) -> None:
    """Add the version that lies in the archive where the bytes of `file_id` should, to be loaded from there."""
    connection.execute(
        """
        insert into ops.files (
            source, feed, path, path_parts, business_date, version_basis, batch_id, content_sha256, size_bytes, mtime,
            archived_path, state, error
        )
        select
            source, feed, path, path_parts, business_date, version_basis, batch_id, %s, %s, %s,
            archived_path, 'discovered', 'it was still being written when file ' || file_id || ' was read'
        from ops.files where file_id = %s
        """,
        [sha256, size_bytes, mtime, file_id],
    )
    connection.execute(
        """
        update ops.files
        set archived_path = null, error = 'it was written on after it was read: the whole of it is another version'
        where file_id = %s
        """,
        [file_id],
    )
