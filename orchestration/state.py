"""What there is to know at a glance: the database, the ledger, the landing zone, the last batch and build."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from ingestion.landing.discovery import find_ready
from ingestion.settings import get_ingest_settings
from orchestration.needs import Need, find_needs
from orchestration.summary import Validation, read_validation
from orchestration.transform import ledger
from orchestration.transform.ledger import Build, Published
from orchestration.transform.project import fingerprint
from warehouse import server
from warehouse.connect import connect
from warehouse.server import ServerStatus
from warehouse.settings import WarehouseSettings


@dataclass(frozen=True)
class Batch:
    """The trigger that was found last."""

    source: str
    trigger_path: str
    batch_date: datetime | None
    state: str
    error: str | None


@dataclass(frozen=True)
class State:
    """One look; everything after `database` is None or empty while the server is down."""

    database: ServerStatus
    landing: str
    ready: int = 0
    waiting: int = 0
    files: dict[str, int] | None = None
    last_batch: Batch | None = None
    last_build: Build | None = None
    published: Published | None = None
    drift: str | None = None
    due: str | None = None
    validation: Validation | None = None
    needs: tuple[Need, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def look(settings: WarehouseSettings) -> State:
    """Look at everything without changing or starting anything.

    Raises:
        TillhouseError: a configured server does not answer, or the landing zone cannot be read.
    """
    database = server.status(settings)
    ingest_settings = get_ingest_settings()
    landing = str(ingest_settings.landing_dir)
    if not database.running:
        return State(database, landing)
    validation = read_validation(settings)
    with connect(settings, "loader") as connection:
        ready = find_ready(connection, ingest_settings)
        return State(
            database=database,
            landing=landing,
            ready=len(ready.files),
            waiting=len(ready.waiting),
            files=_files_by_state(connection),
            last_batch=_last_batch(connection),
            last_build=ledger.latest(connection),
            published=ledger.published(connection),
            drift=_last_drift(connection),
            due=ledger.due(connection, fingerprint()),
            validation=validation,
            needs=find_needs(connection, ingest_settings.landing_dir, ready.waiting),
        )


def _files_by_state(connection: psycopg.Connection) -> dict[str, int]:
    rows = connection.execute("select state, count(*) from ops.files group by state order by state").fetchall()
    return {row[0]: row[1] for row in rows}


def _last_drift(connection: psycopg.Connection) -> str | None:
    """The file that last differed from its contract, and how; None when none ever did."""
    row = connection.execute(
        """
        select path, max(detected_at), max(action),
            string_agg(concat_ws(' ', kind, coalesce(column_name, '')), ', ' order by drift_id)
        from ops.schema_drift
        where file_id = (select file_id from ops.schema_drift order by change_seq desc limit 1)
        group by path, attempt order by attempt desc limit 1
        """
    ).fetchone()
    return f"{row[0]} ({row[2]}, {row[1]:%Y-%m-%d %H:%M}): {row[3].rstrip()}" if row else None


def _last_batch(connection: psycopg.Connection) -> Batch | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            "select source, trigger_path, batch_date, state, error from ops.batches order by batch_id desc limit 1"
        ).fetchone()
    return Batch(**row) if row else None
