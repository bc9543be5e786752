"""What the ledger says of files: its rows as values. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import psycopg
from psycopg.rows import class_row

from ingestion.report import FileState
from warehouse.errors import TillhouseError


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


def is_empty(connection: psycopg.Connection) -> bool:
    """Whether no file ever came."""
    return connection.execute("select exists (select from ops.files)").fetchone() == (False,)


def list_files(connection: psycopg.Connection, state: str | None = None) -> list[LedgerFile]:
    """The ledger in the order files were found, or only the files in one state."""
    return select(connection, "%s::text is null or state = %s", [state, state], "file_id")


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
    return select(connection, "path = %s", [paths[0]], "file_id")


def select(connection: psycopg.Connection, condition: str, values: Sequence[Any], order: str) -> list[LedgerFile]:
    """Rows of the ledger that meet a condition of the loader's own."""
    with connection.cursor(row_factory=class_row(LedgerFile)) as cursor:
        # Condition and order are constants of this package; values are passed apart.
        return cursor.execute(f"select {_COLUMNS} from ops.files where {condition} order by {order}", values).fetchall()  # noqa: S608


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
