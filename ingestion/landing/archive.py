"""Move files out of the landing zone after the commit; a move that was cut off is made again by the next run.

The bytes in the archive are those that were loaded: a file that was replaced in the meantime, or that somebody has open
for writing, stays where it is, for the next run. Who had it open and was not seen writes on into the archive: so its
bytes are compared after the move, and once more by the next run (`recheck`), and where they are others the file is
loaded again from there. A move that fails is reported and tried again by every run; it keeps no other file out.
"""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from ingestion.landed import LandedFile, Trigger
from ingestion.landing.writers import open_for_writing
from ingestion.landing.zone import has_changed, sha256_of, size_and_time
from ingestion.ledger import archive, batches
from ingestion.report import Waiting
from ingestion.settings import IngestSettings

# With the id in front, a name must still fit into the 255 bytes of a file system.
_LONGEST_NAME = 220


def archive_file(
    connection: psycopg.Connection, settings: IngestSettings, file_id: int, file: LandedFile
) -> Waiting | None:
    """Move a file that was loaded (or is a duplicate) to the archive and note where it went; says why it could not."""
    row = connection.execute(
        "select source, finished_at, content_sha256, size_bytes from ops.files where file_id = %s", [file_id]
    ).fetchone()
    if row is None:
        return None
    source, ended, sha256, size = row
    target = _target(settings, source, ended, f"{file_id}-{_short(file.path.name)}")
    if not file.path.exists():
        if not _is_there(target, size, sha256):
            archive.note_gone(connection, file_id)
        return None
    if has_changed(file):
        return None
    problem = _move(file.path, target, file.relative)
    if problem is None:
        _note_file(connection, settings, file_id, target)
        if sha256_of(target) != sha256:
            _load_again(connection, file_id, target)
    return problem


def recheck(connection: psycopg.Connection, settings: IngestSettings) -> None:
    """Compare what earlier runs archived with what was read, once; what is being written is left to the next run."""
    files = archive.unchecked(connection)
    paths = {file.file_id: settings.archive_dir / file.archived_path for file in files}
    written = open_for_writing(paths.values())
    checked = []
    for file in files:
        path = paths[file.file_id]
        if path in written:
            continue
        try:
            is_same = sha256_of(path) == file.content_sha256
        except OSError:
            # A replay, which needs it, says so.
            is_same = True
        if is_same:
            checked.append(file.file_id)
        else:
            _load_again(connection, file.file_id, path)
    archive.note_checked(connection, checked)
    connection.commit()


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
    """Note where files are that a loader moved and, killed at that instant, did not note; and which are gone."""
    rows = connection.execute(
        """
        select file_id, source, finished_at, path, size_bytes, content_sha256, error from ops.files
        where archived_path is null and state in ('loaded', 'duplicate', 'superseded') and finished_at is not null
        """
    ).fetchall()
    for file_id, source, finished_at, path, size_bytes, sha256, error in rows:
        target = _target(settings, source, finished_at, f"{file_id}-{_short(Path(path).name)}")
        if (settings.landing_dir / path).exists():
            continue
        if _is_there(target, size_bytes, sha256):
            _note_file(connection, settings, file_id, target)
        elif error is None:
            archive.note_gone(connection, file_id)


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
    archive.note_archived(connection, file_id, target.relative_to(settings.archive_dir).as_posix())


def _is_there(target: Path, size: int | None, sha256: str | None) -> bool:
    return target.exists() and target.stat().st_size == size and sha256_of(target) == sha256


def _load_again(connection: psycopg.Connection, file_id: int, path: Path) -> None:
    """Have the bytes that lie in the archive loaded as a newer version of their path."""
    size, mtime = size_and_time(path)
    archive.add_version(connection, file_id, sha256_of(path), size, mtime)
