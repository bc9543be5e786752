"""Locks that no reader can take: each is a table of `ops`, where readers have no right at all.

Anybody who may connect may take an advisory lock. A lock on a table is held by an open transaction, so it has a
connection of its own, and it is gone with that.
"""

import psycopg
from psycopg import sql

LOADER_LOCK = sql.Identifier("ops", "loader_lock")
# In the schema of a target's state: `ops`, or a developer's own.
BUILD_LOCK = sql.Identifier("build_lock")
# Excludes itself, and no read or write of the table.
_MODE = sql.SQL("share update exclusive")
_NO_END = ("idle_in_transaction_session_timeout", "transaction_timeout")


def take(connection: psycopg.Connection, table: sql.Identifier, *, wait: str | None = None) -> bool:
    """Take a lock in the connection's transaction; False when it is still held by another after `wait`, such as `15s`.

    Without `wait` it is not waited for. The caller's transaction goes on in either case.
    """
    statement = sql.SQL("lock table {} in {} mode").format(table, _MODE)
    # Begins the transaction that the lock lives in: what follows is a savepoint of it.
    connection.execute("select 1")
    try:
        with connection.transaction():
            if wait is None:
                connection.execute(statement + sql.SQL(" nowait"))
            else:
                connection.execute("select set_config('lock_timeout', %s, true)", [wait])
                connection.execute(statement)
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def keep_open(connection: psycopg.Connection) -> None:
    """Begin a transaction that may last, whatever this server does to idle ones."""
    connection.autocommit = False
    connection.execute("select set_config(name, '0', false) from pg_settings where name = any(%s)", [list(_NO_END)])
    connection.commit()


def holder(connection: psycopg.Connection, table: sql.Identifier) -> tuple[int, str, str] | None:
    """Process, name and time of connection of whoever holds a lock."""
    row = connection.execute(
        """
        select locks.pid, activity.application_name, date_trunc('second', activity.backend_start)::text
        from pg_locks as locks left join pg_stat_activity as activity using (pid)
        where locks.relation = to_regclass(%s) and locks.mode = 'ShareUpdateExclusiveLock' and locks.granted
        """,
        [table.as_string(connection)],
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None
