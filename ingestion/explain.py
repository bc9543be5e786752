"""Everything known of one file: its versions in the ledger and its first damaged rows."""

from dataclasses import dataclass
from pathlib import PurePosixPath

import psycopg
from psycopg.rows import class_row

from ingestion import versions
from ingestion.versions import LedgerFile
from warehouse.errors import TillhouseError


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


def find_versions(connection: psycopg.Connection, path: str) -> list[LedgerFile]:
    """All versions of the file at `path`, oldest first; a path's last part is enough when it is unambiguous.

    Raises:
        TillhouseError: the ledger does not know the file, or several files have that name.
    """
    rows = connection.execute(
        "select distinct path from ops.files where path = %s or path like %s order by path",
        [path, f"%/{_escaped(PurePosixPath(path).name)}"],
    ).fetchall()
    paths = [row[0] for row in rows if row[0] == path or row[0].endswith(f"/{path}") or path.endswith(f"/{row[0]}")]
    if path in paths:
        paths = [path]
    if not paths:
        raise TillhouseError(
            f"the ledger has no file {path}", "see `tillhouse files`; a new file is known after ingest"
        )
    if len(paths) > 1:
        raise TillhouseError(f"{len(paths)} files are called {path}", f"name one of them: {', '.join(paths[:5])}")
    return versions.select(connection, "path = %s", [paths[0]], "file_id")


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


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
