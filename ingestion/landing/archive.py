"""Move files out of the landing zone after the commit; a move that was cut off is made again by the next run.

The bytes in the archive are those that were loaded: a file that was replaced in the meantime stays where it is, for the
next run. A move that fails is reported and tried again by every run; it keeps no other file out.
"""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from ingestion.landed import LandedFile, Trigger
from ingestion.landing.zone import has_changed
from ingestion.ledger import batches, ledger
from ingestion.report import Waiting
from ingestion.settings import IngestSettings

# With the id in front, a name must still fit into the 255 bytes of a file system.
_LONGEST_NAME = 220


def archive_file(
    connection: psycopg.Connection, settings: IngestSettings, file_id: int, file: LandedFile
) -> Waiting | None:
    """Move a file that was loaded (or is a duplicate) to the archive and note where it went; says why it could not."""
    row = connection.execute("select source, finished_at from ops.files where file_id = %s", [file_id]).fetchone()
    if row is None or has_changed(file):
        return None
    source, ended = row
    target = _target(settings, source, ended, f"{file_id}-{_short(file.path.name)}")
    problem = _move(file.path, target, file.relative)
    if problem is None:
        _note_file(connection, settings, file_id, target)
    return problem


def archive_trigger(
    connection: psycopg.Connection, settings: IngestSettings, batch_id: int, trigger: Trigger
) -> Waiting | None:
    """Move the trigger of a batch that ended to the archive and note where it went; says why it could not."""
    row = connection.execute("select source, finished_at from ops.batches where batch_id = %s", [batch_id]).fetchone()
    path = trigger.landed.path
    if row is None or not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != trigger.sha256:
        return None
    source, ended = row
    target = _target(settings, source, ended, f"batch{batch_id}-{_short(path.name)}")
    problem = _move(path, target, trigger.landed.relative)
    if problem is None:
        batches.note_archived(connection, batch_id, target.relative_to(settings.archive_dir).as_posix())
    return problem


def note_finished_moves(connection: psycopg.Connection, settings: IngestSettings) -> None:
    """Note where files are that a loader moved and, killed at that instant, did not note."""
    rows = connection.execute(
        """
        select file_id, source, finished_at, path, size_bytes from ops.files
        where archived_path is null and state in ('loaded', 'duplicate', 'superseded') and finished_at is not null
        """
    ).fetchall()
    for file_id, source, finished_at, path, size_bytes in rows:
        target = _target(settings, source, finished_at, f"{file_id}-{_short(Path(path).name)}")
        if not (settings.landing_dir / path).exists() and target.exists() and target.stat().st_size == size_bytes:
            _note_file(connection, settings, file_id, target)


def _target(settings: IngestSettings, source: str, ended: datetime, name: str) -> Path:
    """A place that follows from the ledger alone; the id in the name lets versions of one file lie side by side."""
    return settings.archive_dir / source / ended.astimezone(UTC).strftime("%Y-%m-%d") / name


def _short(name: str) -> str:
    """The end of a name, suffix and all, where the whole of it is too long."""
    return name.encode()[-_LONGEST_NAME:].decode(errors="ignore")


def _move(path: Path, target: Path, relative: str) -> Waiting | None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    except OSError as error:
        reason = error.strerror or str(error)
        return Waiting(relative, f"done, and cannot be moved to the archive {target.parent}: {reason}")
    return None


def _note_file(connection: psycopg.Connection, settings: IngestSettings, file_id: int, target: Path) -> None:
    ledger.note_archived(connection, file_id, target.relative_to(settings.archive_dir).as_posix())
