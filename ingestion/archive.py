"""Move files out of the landing zone after the commit; a move that was cut off is made again by the next run."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from ingestion.settings import IngestSettings


def archive_file(connection: psycopg.Connection, settings: IngestSettings, file_id: int, path: Path) -> None:
    """Move a file that was loaded (or is a duplicate) to the archive and note where it went."""
    source, day = connection.execute(
        "select source, finished_at at time zone 'UTC' from ops.files where file_id = %s", [file_id]
    ).fetchone() or ("unknown", None)
    target = _move(settings, source, day, f"{file_id}-{path.name}", path)
    connection.execute("update ops.files set archived_path = %s where file_id = %s", [target, file_id])


def archive_trigger(connection: psycopg.Connection, settings: IngestSettings, batch_id: int, path: Path) -> None:
    """Move the trigger of a batch that ended to the archive and note where it went."""
    source, day = connection.execute(
        "select source, finished_at at time zone 'UTC' from ops.batches where batch_id = %s", [batch_id]
    ).fetchone() or ("unknown", None)
    target = _move(settings, source, day, f"batch{batch_id}-{path.name}", path)
    connection.execute("update ops.batches set archived_path = %s where batch_id = %s", [target, batch_id])


def _move(settings: IngestSettings, source: str, day: datetime | None, name: str, path: Path) -> str:
    """Move `path` under a name that holds its id in the ledger, so that versions of one file lie side by side."""
    folder = settings.archive_dir / source / (day or datetime.now(UTC)).strftime("%Y-%m-%d")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    shutil.move(path, target)
    return target.relative_to(settings.archive_dir).as_posix()
