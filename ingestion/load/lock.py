"""One loader at a time: a Postgres advisory lock that a killed process cannot leave behind."""

import contextlib
from collections.abc import Iterator

import psycopg

from warehouse.errors import TillhouseError
from warehouse.locks import LOADER_LOCK


@contextlib.contextmanager
def loader_lock(connection: psycopg.Connection, wait_seconds: float) -> Iterator[None]:
    """Hold the loader's lock on this connection's session.

    It is waited for a while: the database may take a moment to notice that a loader was killed.

    Raises:
        TillhouseError: another loader still holds it; names its process and since when.
    """
    connection.execute("select set_config('lock_timeout', %s, true)", [f"{round(wait_seconds * 1000)}ms"])
    try:
        connection.execute("select pg_advisory_lock(%s)", [LOADER_LOCK])
    except psycopg.errors.LockNotAvailable as error:
        connection.rollback()
        raise TillhouseError(
            f"another loader is at work ({_holder(connection)})", "wait for it to end, then try again"
        ) from error
    connection.commit()
    try:
        yield
    finally:
        if not connection.closed:
            connection.rollback()
            connection.execute("select pg_advisory_unlock(%s)", [LOADER_LOCK])
            connection.commit()


def _holder(connection: psycopg.Connection) -> str:
    row = connection.execute(
        """
        select locks.pid, activity.application_name, date_trunc('second', activity.backend_start)
        from pg_locks as locks left join pg_stat_activity as activity using (pid)
        where locks.locktype = 'advisory' and locks.objid = %s and locks.granted
        """,
        [LOADER_LOCK],
    ).fetchone()
    return f"database process {row[0]}, {row[1]}, connected since {row[2]}" if row else "it just ended"
