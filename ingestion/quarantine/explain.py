"""Everything known of one file: its versions in the ledger and its first damaged rows."""

from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

from ingestion.ledger.versions import LedgerFile, find_versions


@dataclass(frozen=True)
class RejectedRow:
    """A damaged row with the bytes that were received."""

    line_number: int
    reason: str
    detail: str | None
    raw: bytes


@dataclass(frozen=True)
class FileVersion:
    """One version of a file, with its first damaged rows."""

    file: LedgerFile
    rejects: tuple[RejectedRow, ...]


def explain(connection: psycopg.Connection, path: str, most_rows: int = 10) -> list[FileVersion]:
    """All versions of the file at `path`, oldest first, with their first damaged rows; see `find_versions`."""
    found = find_versions(connection, path)
    return [FileVersion(file, rejected_rows(connection, file, most_rows)) for file in found]


def rejected_rows(connection: psycopg.Connection, file: LedgerFile, most_rows: int) -> tuple[RejectedRow, ...]:
    """The first damaged rows of one version, as it counts now."""
    with connection.cursor(row_factory=class_row(RejectedRow)) as cursor:
        cursor.execute(
            """
            select line_number, reason, detail, raw from quarantine.rejected_rows
            where file_id = %s and attempt = %s order by line_number limit %s
            """,
            [file.file_id, file.attempts, most_rows],
        )
        return tuple(cursor.fetchall())
