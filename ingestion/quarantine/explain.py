"""Everything known of one file: its versions in the ledger and its first damaged rows."""

from dataclasses import dataclass

import psycopg

from ingestion.ledger.versions import LedgerFile, find_versions
from ingestion.quarantine.rejected import RejectedRow, damaged_rows


@dataclass(frozen=True)
class FileVersion:
    """One version of a file, with its first damaged rows; and what its first line has that is no column, as written."""

    file: LedgerFile
    rejects: tuple[RejectedRow, ...]
    unknown: tuple[str, ...] = ()


def explain(connection: psycopg.Connection, path: str, most_rows: int = 10) -> list[FileVersion]:
    """All versions of the file at `path`, oldest first, with their first damaged rows; see `find_versions`."""
    found = find_versions(connection, path)
    return [
        FileVersion(
            file,
            tuple(damaged_rows(connection, file_id=file.file_id, limit=most_rows)),
            _unknown(connection, file),
        )
        for file in found
    ]


def _unknown(connection: psycopg.Connection, file: LedgerFile) -> tuple[str, ...]:
    rows = connection.execute(
        "select written_as from ops.schema_drift where file_id = %s and attempt = %s and kind = 'added'"
        " order by drift_id",
        [file.file_id, file.attempts],
    )
    return tuple(row[0] for row in rows)
