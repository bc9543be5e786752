"""The loader: everything that is ready in the landing zone, into raw, exactly once.

The order of steps is the protocol: lock, recover, discover, claim and read, load, verify, commit the ledger, archive.
A kill at any instant leaves files in state `loading` at worst, which the next run takes back.
"""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psycopg

from ingestion import ledger, quarantine, raw
from ingestion.archive import archive_file, archive_trigger, note_finished_moves
from ingestion.claims import Prepared, prepare
from ingestion.columns import Room
from ingestion.contracts import load_contracts
from ingestion.discovery import Ready, find_ready
from ingestion.dlt_load import import_dlt
from ingestion.lock import loader_lock
from ingestion.readers import Readers
from ingestion.report import FileOutcome, IngestReport, OnProgress, Progress, Waiting, silent
from ingestion.rounds import load_round
from ingestion.settings import IngestSettings, get_ingest_settings
from warehouse import schema
from warehouse.connect import connect
from warehouse.errors import TillhouseError

# A round ends with a ledger commit: it bounds the disk that canonical files take, and what a kill makes us read again.
_ROUND_BYTES = 1 << 30
_ROUND_FILES = 2000


def ingest(
    *,
    paths: Sequence[Path] | None = None,
    source: str | None = None,
    run_id: str | None = None,
    on_progress: OnProgress = silent,
) -> IngestReport:
    """Load what is ready in the landing zone, or only what lies at `paths` or belongs to `source`.

    Raises:
        TillhouseError: the database is unreachable or lost, another loader works, a path or source is unknown.
    """
    settings = get_ingest_settings()
    started = time.monotonic()
    _check_source(source)
    try:
        schema.ensure(settings.warehouse)
        with (
            closing(connect(settings.warehouse, "loader")) as connection,
            loader_lock(connection, settings.lock_seconds),
        ):
            recover(connection, settings)
            raw.ensure_tables(connection, load_contracts().values())
            ready = find_ready(connection, settings, source=source, paths=paths)
            stuck = _finish_moves(connection, settings, ready)
            outcomes, left = _load(connection, settings, ready, run_id, on_progress)
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TillhouseError(
            f"the database went away while loading: {reason}", "start it again and repeat; nothing was lost or doubled"
        ) from error
    waiting = (*ready.waiting, *stuck, *left)
    return IngestReport(tuple(outcomes), waiting, time.monotonic() - started)


def recover(connection: psycopg.Connection, settings: IngestSettings) -> int:
    """Undo what a killed loader left: rows of files in state `loading`, and its working folder. Needs the lock."""
    interrupted = ledger.interrupted(connection)
    contracts = load_contracts()
    by_feed: dict[str, list[int]] = {}
    for file_id, source, feed in interrupted:
        by_feed.setdefault(f"{source}__{feed}", []).append(file_id)
    if by_feed:
        raw.ensure_tables(connection, contracts.values())
    for key, file_ids in by_feed.items():
        if key not in contracts:
            raise TillhouseError(f"files of {key} were being loaded and its contract is gone", "put it back")
        raw.delete_rows(connection, contracts[key], file_ids)
    file_ids = [file_id for file_id, _, _ in interrupted]
    quarantine.forget(connection, file_ids)
    ledger.release_interrupted(connection, file_ids)
    connection.commit()
    shutil.rmtree(settings.work_dir, ignore_errors=True)
    return len(file_ids)


def _load(
    connection: psycopg.Connection,
    settings: IngestSettings,
    ready: Ready,
    run_id: str | None,
    on_progress: OnProgress,
) -> tuple[list[FileOutcome], list[Waiting]]:
    if not ready.units:
        return [], []
    # dlt takes over a second to import: do it while DuckDB reads the files.
    importing = threading.Thread(target=import_dlt, daemon=True)
    importing.start()
    connection.execute("set synchronous_commit = off")
    work = settings.work_dir
    work.mkdir(parents=True, exist_ok=True)
    outcomes: list[FileOutcome] = []
    left: list[Waiting] = []
    total = ready.size_bytes
    for prepared in _rounds(connection, work, ready, run_id, left, on_progress):
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
    work: Path,
    ready: Ready,
    run_id: str | None,
    left: list[Waiting],
    on_progress: OnProgress,
) -> Iterator[list[Prepared]]:
    """Read unit after unit; hand them on whenever enough has gathered for one load."""
    read, total = 0, ready.size_bytes

    def on_bytes(count: int) -> None:
        nonlocal read
        read += count
        on_progress(Progress("read", read, total))

    gathered: list[Prepared] = []
    twins: dict[str, int] = {}
    files = written = 0
    readers, room = Readers(work), Room(connection)
    for unit in ready.units:
        try:
            prepared = prepare(connection, readers, unit, work, run_id, twins, room, on_bytes)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            connection.rollback()
            ledger.fail_loading(connection, [file.relative for file in unit.files], reason)
            connection.commit()
            left += [Waiting(file.relative, reason) for file in unit.files]
            continue
        gathered.append(prepared)
        files += len(unit.files)
        written += sum(part.path.stat().st_size for parts in prepared.loads.values() for part in parts)
        if written > _ROUND_BYTES or files >= _ROUND_FILES:
            yield gathered
            gathered, twins, files, written = [], {}, 0, 0
    if gathered:
        yield gathered


def _finish_moves(connection: psycopg.Connection, settings: IngestSettings, ready: Ready) -> list[Waiting]:
    """Archive what a loader that was killed after its commit left in the landing zone; returns what cannot be."""
    problems = [archive_file(connection, settings, row.file_id, file) for file, row in ready.leftovers]
    problems += [archive_trigger(connection, settings, key, trigger) for trigger, key in ready.leftover_triggers]
    note_finished_moves(connection, settings)
    connection.commit()
    return [problem for problem in problems if problem]


def _check_source(source: str | None) -> None:
    known = sorted({contract.source for contract in load_contracts().values()})
    if source is not None and source not in known:
        raise TillhouseError(f"there is no source {source!r}", f"name one of: {', '.join(known)}")
