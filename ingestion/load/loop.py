"""The loader's loop: read unit after unit, and load what has gathered whenever it is enough for a round."""

import shutil
import threading
from collections.abc import Iterator, Sequence

import psycopg

from ingestion.landing.archived import NotAsArchivedError
from ingestion.landing.units import Unit
from ingestion.ledger import ledger, replays
from ingestion.load.claims import Prepared, prepare
from ingestion.load.column_limit import ColumnLimit
from ingestion.load.copies import Copies
from ingestion.load.dlt_load import import_dlt
from ingestion.load.rounds import load_round
from ingestion.reading.readers import Readers
from ingestion.report import FileOutcome, OnProgress, Progress, Waiting
from ingestion.settings import IngestSettings
from warehouse import trouble

# A round ends with a ledger commit: it bounds the disk that canonical files take, and what a kill makes us read again.
_ROUND_BYTES = 1 << 30
_ROUND_FILES = 2000


def load_units(
    connection: psycopg.Connection,
    settings: IngestSettings,
    units: Sequence[Unit],
    run_id: str | None,
    on_progress: OnProgress,
) -> tuple[list[FileOutcome], list[Waiting]]:
    """Load units; returns how each file ended, and what is left where it lies, with the reason. Needs the lock."""
    if not units:
        return [], []
    # dlt takes over a second to import: do it while DuckDB reads the files.
    importing = threading.Thread(target=import_dlt, daemon=True)
    importing.start()
    connection.execute("set synchronous_commit = off")
    work = settings.work_dir
    work.mkdir(parents=True, exist_ok=True)
    outcomes: list[FileOutcome] = []
    left: list[Waiting] = []
    total = sum(file.size_bytes for unit in units for file in unit.files)
    for prepared in _rounds(connection, settings, units, run_id, outcomes, left, on_progress):
        importing.join()
        done = sum(file.size_bytes for unit in prepared for file in unit.unit.files)
        on_progress(Progress("load", 0, done, f"{len(prepared)} units"))
        ended, stuck = load_round(connection, settings, prepared, work)
        outcomes += ended
        left += stuck
        on_progress(Progress("load", done, total))
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
    return outcomes, left


def _rounds(
    connection: psycopg.Connection,
    settings: IngestSettings,
    units: Sequence[Unit],
    run_id: str | None,
    outcomes: list[FileOutcome],
    left: list[Waiting],
    on_progress: OnProgress,
) -> Iterator[list[Prepared]]:
    """Read unit after unit; hand them on whenever enough has gathered for one load."""
    work = settings.work_dir
    read, total = 0, sum(file.size_bytes for unit in units for file in unit.files)

    def on_bytes(count: int) -> None:
        nonlocal read
        read += count
        on_progress(Progress("read", read, total))

    gathered: list[Prepared] = []
    copies = Copies(connection)
    files = written = 0
    readers, limit = Readers(work), ColumnLimit(connection)
    for unit in units:
        try:
            prepared = prepare(connection, readers, unit, work, run_id, copies, limit, on_bytes)
        except (OSError, NotAsArchivedError) as error:
            connection.rollback()
            if isinstance(error, OSError) and trouble.concerns_no_file(error):
                # Every other file would end in the same way: a run that stops here loses nothing.
                raise trouble.of_system(error, settings.warehouse) from error
            if unit.version:
                reason = str(error) if isinstance(error, NotAsArchivedError) else _unreadable(unit, error)
                outcomes.append(replays.give_up(connection, unit.version, reason))
                connection.commit()
                continue
            reason = f"cannot be read: {getattr(error, 'strerror', None) or error}"
            ledger.fail_loading(connection, [file.relative for file in unit.files], reason)
            connection.commit()
            left += [Waiting(file.relative, reason) for file in unit.files]
            continue
        gathered.append(prepared)
        files += len(unit.files)
        written += sum(part.path.stat().st_size for parts in prepared.loads.values() for part in parts)
        if written > _ROUND_BYTES or files >= _ROUND_FILES:
            yield gathered
            gathered, copies, files, written = [], Copies(connection), 0, 0
    if gathered:
        yield gathered


def _unreadable(unit: Unit, error: OSError) -> str:
    return f"{unit.files[0].path} cannot be read ({error.strerror or error}): put it back from a backup"
