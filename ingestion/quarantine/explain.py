"""Everything known of one file: its versions in the ledger and its first damaged rows."""

from dataclasses import dataclass

import psycopg

from ingestion.ledger.versions import LedgerFile, find_versions
from ingestion.quarantine.rejected import RejectedRow, damaged_rows


@dataclass(frozen=True)
class FileVersion:
    """One version of a file, with its first damaged rows."""

    file: LedgerFile
    rejects: tuple[RejectedRow, ...]


def explain(connection: psycopg.Connection, path: str, most_rows: int = 10) -> list[FileVersion]:
    """All versions of the file at `path`, oldest first, with their first damaged rows; see `find_versions`."""
    found = find_versions(connection, path)
    return [FileVersion(file, tuple(damaged_rows(connection, file_id=file.file_id, limit=most_rows))) for file in found]
