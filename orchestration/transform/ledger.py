"""`ops.builds`: which builds ran, what they could see, and whether another one is due."""

import json
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

import psycopg
from psycopg.rows import class_row, scalar_row

from orchestration.transform.outcome import BuildOutcome
from warehouse.connect import connect
from warehouse.errors import TillhouseError
from warehouse.locks import BUILD_LOCK
from warehouse.settings import WarehouseSettings

MAX_WAIT = "1h"
_KILL = "update ops.builds set state = 'killed', finished_at = now() where state = 'running'"


@dataclass(frozen=True)
class Build:
    """One row of `ops.builds`, as far as anybody asks for it."""

    build_id: int
    state: str
    started_by: str
    change_seq: int
    project_hash: str
    selection: str | None
    models_passed: int | None
    tests_passed: int | None
    started_at: datetime
    finished_at: datetime | None


def latest(connection: psycopg.Connection) -> Build | None:
    """The build that started last, whatever became of it."""
    return _one(connection, "true")


def due(connection: psycopg.Connection, project_hash: str | None) -> str | None:
    """Why the warehouse must be built, in words; None when the last full build passed and nothing changed since.

    A build of a part, or one that failed, after the last full one may have left models behind that do not fit together:
    then everything is due again. Without a `project_hash`, a project that changed is no reason by itself.
    """
    passed = _one(connection, "state = 'passed' and selection is null")
    last = latest(connection)
    if passed is None or last is None:
        return "no build has passed yet"
    if visible_seq(connection) > passed.change_seq:
        return f"files changed since build {passed.build_id}"
    if last.state != "passed":
        return f"build {last.build_id} did not pass"
    if project_hash is not None and {passed.project_hash, last.project_hash} != {project_hash}:
        return f"the dbt project changed since build {passed.build_id}"
    return None


def visible_seq(connection: psycopg.Connection) -> int:
    """The ledger's latest committed change; 0 when no file was ever visible."""
    return _number(connection, "select coalesce(max(change_seq), 0) from ops.files", [])


@contextmanager
def writer_lock(
    settings: WarehouseSettings, on_wait: Callable[[str], None] = lambda _: None
) -> Iterator[psycopg.Connection]:
    """Be the only one who builds for as long as the block runs; yields the connection that holds the lock.

    A second one waits, and `on_wait` hears who it waits for.

    Raises:
        TillhouseError: another build held the lock for longer than `MAX_WAIT`.
    """
    with connect(settings, "loader", autocommit=True) as connection:
        _lock(connection, on_wait)
        yield connection


@contextmanager
def begin(
    locked: psycopg.Connection, *, started_by: str, project_hash: str, selection: str | None
) -> Iterator[Callable[[BuildOutcome], None]]:
    """Keep a row about the build inside the block; yields what writes down how it ended.

    A process that dies leaves its row `running`: the next one to hold the lock knows better and calls it `killed`.
    """
    locked.execute(_KILL)
    build_id = _number(
        locked,
        "insert into ops.builds (state, started_by, change_seq, project_hash, selection)"
        " values ('running', %s, %s, %s, %s) returning build_id",
        [f"{started_by} ({_who()})", visible_seq(locked), project_hash, selection],
    )
    try:
        yield lambda outcome: _finish(locked, build_id, outcome)
    except BaseException:
        if not locked.broken:
            locked.execute(_KILL)
        raise


def _finish(locked: psycopg.Connection, build_id: int, outcome: BuildOutcome) -> None:
    locked.execute(
        "update ops.builds set state = %s, models_passed = %s, tests_passed = %s, failures = %s, finished_at = now()"
        " where build_id = %s",
        [
            outcome.state,
            outcome.models_passed,
            outcome.tests_passed,
            json.dumps(outcome.failures_as_json()),
            build_id,
        ],
    )


def _lock(connection: psycopg.Connection, on_wait: Callable[[str], None]) -> None:
    if connection.execute("select pg_try_advisory_lock(%s)", [BUILD_LOCK]).fetchone() == (True,):
        return
    holder = _one(connection, "state = 'running'")
    who = "another build"
    if holder:
        who = f"build {holder.build_id}, started {holder.started_at:%H:%M:%S} by {holder.started_by}"
    on_wait(who)
    connection.execute("select set_config('lock_timeout', %s, false)", [MAX_WAIT])
    try:
        connection.execute("select pg_advisory_lock(%s)", [BUILD_LOCK])
    except psycopg.errors.LockNotAvailable as error:
        raise TillhouseError(
            f"{who} still runs after {MAX_WAIT}", "wait for it to end, or stop that process"
        ) from error


def _number(connection: psycopg.Connection, query: LiteralString, values: Sequence[object]) -> int:
    """The one number a query returns."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return int(cursor.execute(query, values).fetchone() or 0)


def _one(connection: psycopg.Connection, condition: str) -> Build | None:
    """The newest build that meets a condition of this module's own."""
    columns = ", ".join(Build.__dataclass_fields__)
    query = f"select {columns} from ops.builds where {condition} order by build_id desc limit 1"  # noqa: S608
    with connection.cursor(row_factory=class_row(Build)) as cursor:
        return cursor.execute(query.encode()).fetchone()


def _who() -> str:
    return f"pid {os.getpid()} on {socket.gethostname()}"
