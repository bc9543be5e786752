"""The loader: everything that is ready in the landing zone, into raw, exactly once.

The order of steps is the protocol: lock, recover, discover, claim and read, load, verify, commit the ledger, archive.
A kill at any instant leaves files in state `loading` at worst, which the next run takes back.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from ingestion.contracts import load_contracts
from ingestion.landing.archive import archive_file, archive_trigger, note_finished_moves, recheck
from ingestion.landing.archived import give_up_unnamed, units_again
from ingestion.landing.discovery import find_ready
from ingestion.landing.units import Ready
from ingestion.ledger import days, ledger, replays
from ingestion.load import attempts, raw
from ingestion.load.lock import loader_lock
from ingestion.load.loop import load_units
from ingestion.quarantine import rejects, release
from ingestion.report import IngestReport, OnProgress, Waiting, silent
from ingestion.settings import IngestSettings, get_ingest_settings
from warehouse import databases, schema, trouble
from warehouse.connect import connect
from warehouse.errors import TillhouseError


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
    with _at_work(settings) as connection:
        recheck(connection, settings)
        ready = find_ready(connection, settings, source=source, paths=paths)
        stuck = _finish_moves(connection, settings, ready)
        given_up = give_up_unnamed(connection, load_contracts())
        outcomes, left = load_units(connection, settings, ready.units, run_id, on_progress)
        outcomes = [*given_up, *outcomes]
        if outcomes:
            # What was only a copy of a file that is gone now has nobody else to speak for it, and what was written on
            # while it was read lies whole in the archive.
            tried = {unit.file_id for unit in ready.units}
            again = [unit for unit in units_again(connection, settings, load_contracts()) if unit.file_id not in tried]
            more, more_left = load_units(connection, settings, again, run_id, on_progress)
            outcomes, left = [*outcomes, *more], [*left, *more_left]
    waiting = (*ready.waiting, *stuck, *left)
    return IngestReport(tuple(outcomes), waiting, time.monotonic() - started)


def replay(file_ids: Sequence[int], *, run_id: str | None = None, on_progress: OnProgress = silent) -> IngestReport:
    """Read files again after a contract or a rule was mended: loaded ones from the archive, held ones where they lie.

    What was loaded of a file counts until its new attempt commits, and goes on counting when that is refused.

    Raises:
        TillhouseError: as `ingest`.
    """
    settings = get_ingest_settings()
    started = time.monotonic()
    with _at_work(settings) as connection:
        _finish_moves(connection, settings, find_ready(connection, settings))
        wanted = set(file_ids)
        replays.request(connection, file_ids)
        held = release.try_again(connection, settings, file_ids)
        connection.commit()
        units = [unit for unit in units_again(connection, settings, load_contracts()) if unit.file_id in wanted]
        if held:
            units += find_ready(connection, settings, paths=held).units
        given_up = give_up_unnamed(connection, load_contracts())
        outcomes, left = load_units(connection, settings, units, run_id, on_progress)
    return IngestReport((*given_up, *outcomes), tuple(left), time.monotonic() - started)


@contextmanager
def _at_work(settings: IngestSettings) -> Iterator[psycopg.Connection]:
    """Be the only loader, with nothing left of one that was killed."""
    try:
        schema.ensure(settings.warehouse)
        with (
            closing(connect(settings.warehouse, "loader")) as connection,
            loader_lock(settings.warehouse, connection, settings.lock_seconds),
        ):
            databases.refuse_past(connection)
            recover(connection, settings)
            raw.ensure_tables(connection, load_contracts().values())
            days.name_days(connection, load_contracts())
            yield connection
    except psycopg.OperationalError as error:
        raise trouble.of_lost_server(settings.warehouse, str(error)) from error


def recover(connection: psycopg.Connection, settings: IngestSettings) -> int:
    """Undo what a killed loader left: rows of files in state `loading`, and its working folder. Needs the lock."""
    interrupted = ledger.interrupted(connection)
    contracts = load_contracts()
    by_feed = ledger.by_feed(interrupted)
    if by_feed:
        raw.ensure_tables(connection, contracts.values())
    for key, file_ids in by_feed.items():
        if key not in contracts:
            raise TillhouseError(f"files of {key} were being loaded and its contract is gone", "put it back")
        raw.delete_rows(connection, contracts[key], file_ids)
    file_ids = [file_id for file_id, _, _ in interrupted]
    rejects.forget(connection, file_ids)
    ledger.release_interrupted(connection, file_ids)
    attempts.recover(connection)
    connection.commit()
    shutil.rmtree(settings.work_dir, ignore_errors=True)
    return len(file_ids)


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
