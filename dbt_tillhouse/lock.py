"""Be the only one who builds: take the lock of a target, and bury whoever held it before."""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing

import psycopg

from dbt_tillhouse.session import BURY, Connect, Session, value_of
from warehouse import locks
from warehouse.builds import STATE, TABLES
from warehouse.errors import TillhouseError
from warehouse.locks import BUILD_LOCK

MAX_WAIT = "1h"


def open_session(
    connect: Connect, schema: str, *, started_by: str, on_wait: Callable[[str], None] = lambda _: None
) -> Session:
    """Take the lock of the target whose state lies in this schema; a second one waits, and `on_wait` hears for whom.

    Whoever held it before is dead: a build that still says it runs is called killed. That waits for what it may still
    be writing, so nothing of an older build is in flight when this returns.

    Args:
        connect: opens a connection to the target as the role that builds.
        schema: `ops`, or a developer's own, which is made if need be.
        started_by: who asks, for whoever has to wait: `tillhouse run`, `dbt build`.
        on_wait: called once, with its holder, when another build holds the lock.

    Raises:
        TillhouseError: another build held the lock for longer than `MAX_WAIT`, or the database is not set up.
    """
    who = f"{started_by} (pid {os.getpid()} on {socket.gethostname()})"

    def connect_to_state() -> psycopg.Connection:
        connection = connect()
        connection.autocommit = True
        settings = {
            "search_path": _quoted(schema),
            "lock_timeout": MAX_WAIT,
            # A build may be quiet for longer than a server lets a session idle.
            "idle_session_timeout": "0",
            # Until its row is written, this is how others know who builds; the server keeps 63 bytes.
            "application_name": who,
        }
        for name, value in settings.items():
            connection.execute("select set_config(%s, %s, false)", [name, value])
        return connection

    with ExitStack() as opened:
        connection = opened.enter_context(closing(connect_to_state()))
        lock = opened.enter_context(closing(connect_to_state()))
        _take_over(connection, lock, schema, on_wait)
        opened.pop_all()
        return Session(connection, lock, connect_to_state, who)


def _take_over(
    connection: psycopg.Connection, lock: psycopg.Connection, schema: str, on_wait: Callable[[str], None]
) -> None:
    """Take the lock, make a developer's tables, and bury the builds of those who held it."""
    if schema != STATE:
        _make_tables(connection, schema)
    elif not _has_tables(connection):
        raise TillhouseError("the database is not set up for builds", "bring it up to date: tillhouse up")
    locks.keep_open(lock)
    _lock(connection, lock, on_wait)
    try:
        connection.execute(BURY)
    except psycopg.errors.LockNotAvailable as error:
        raise TillhouseError(
            f"a build that lost its lock is still writing after {MAX_WAIT}", "stop that process"
        ) from error


def _lock(connection: psycopg.Connection, lock: psycopg.Connection, on_wait: Callable[[str], None]) -> None:
    if locks.take(lock, BUILD_LOCK):
        return
    found = locks.holder(connection, BUILD_LOCK)
    holder = _holder(connection) or (found and found[1]) or "another build"
    on_wait(holder)
    if not locks.take(lock, BUILD_LOCK, wait=MAX_WAIT):
        raise TillhouseError(f"{holder} still runs after {MAX_WAIT}", "wait for it to end, or stop that process")


def _make_tables(connection: psycopg.Connection, schema: str) -> None:
    """Make a developer's tables, which another build of hers may be doing as well: then once more."""
    for is_last in (False, True):
        try:
            connection.execute(f"create schema if not exists {_quoted(schema)}".encode())
            connection.execute(TABLES.read_bytes())
        except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable, psycopg.errors.InternalError_):
            if is_last:
                raise


def _has_tables(connection: psycopg.Connection) -> bool:
    query = "select to_regclass('build_lock') is not null and to_regclass('built_nodes') is not null"
    return bool(value_of(connection, query))


def _holder(connection: psycopg.Connection) -> str | None:
    if not _has_tables(connection):
        return None
    query = (
        "select format('build %s, started %s by %s', build_id, to_char(started_at, 'HH24:MI:SS'), started_by)"
        " from builds where state = 'running' order by build_id desc limit 1"
    )
    told = value_of(connection, query)
    return str(told) if told else None


def _quoted(schema: str) -> str:
    return '"' + schema.replace('"', '""') + '"'
