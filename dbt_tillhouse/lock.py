"""Be the only one who builds: take the lock of a target, and bury whoever held it before."""

import os
import socket
from collections.abc import Callable

import psycopg

from dbt_tillhouse.session import BURY, Connect, Session, value_of
from warehouse.builds import STATE, TABLES
from warehouse.errors import TillhouseError
from warehouse.locks import build_lock

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

    connection = connect_to_state()
    try:
        _take_over(connection, schema, on_wait)
    except BaseException:
        connection.close()
        raise
    return Session(connection, connect_to_state, who)


def _take_over(connection: psycopg.Connection, schema: str, on_wait: Callable[[str], None]) -> None:
    """Take the lock, make a developer's tables, and bury the builds of those who held it."""
    if schema == STATE and not _has_tables(connection):
        raise TillhouseError("the database is not set up for builds", "bring it up to date: make up")
    _lock(connection, build_lock(schema), on_wait)
    if schema != STATE:
        connection.execute(f"create schema if not exists {_quoted(schema)}".encode())
        connection.execute(TABLES.read_bytes())
    try:
        connection.execute(BURY)
    except psycopg.errors.LockNotAvailable as error:
        raise TillhouseError(
            f"a build that lost its lock is still writing after {MAX_WAIT}", "stop that process"
        ) from error


def _lock(connection: psycopg.Connection, key: int, on_wait: Callable[[str], None]) -> None:
    if value_of(connection, "select pg_try_advisory_lock(%s)", [key]):
        return
    holder = _holder(connection) or _session_with(connection, key) or "another build"
    on_wait(holder)
    try:
        connection.execute("select pg_advisory_lock(%s)", [key])
    except psycopg.errors.LockNotAvailable as error:
        raise TillhouseError(
            f"{holder} still runs after {MAX_WAIT}", "wait for it to end, or stop that process"
        ) from error


def _has_tables(connection: psycopg.Connection) -> bool:
    return bool(value_of(connection, "select to_regclass('built_nodes') is not null"))


def _holder(connection: psycopg.Connection) -> str | None:
    if not _has_tables(connection):
        return None
    query = (
        "select format('build %s, started %s by %s', build_id, to_char(started_at, 'HH24:MI:SS'), started_by)"
        " from builds where state = 'running' order by build_id desc limit 1"
    )
    told = value_of(connection, query)
    return str(told) if told else None


def _session_with(connection: psycopg.Connection, key: int) -> str | None:
    """Who holds a lock and has not written its row yet: it is still planning."""
    query = (
        "select application_name from pg_locks join pg_stat_activity using (pid)"
        " where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database"
        " where datname = current_database()) and classid::bigint = %s and objid::bigint = %s"
    )
    told = value_of(connection, query, [key >> 32 & 0xFFFFFFFF, key & 0xFFFFFFFF])
    return str(told) if told else None


def _quoted(schema: str) -> str:
    return '"' + schema.replace('"', '""') + '"'
