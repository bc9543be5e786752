"""One loader at a time: a lock that no reader can take and that a killed process cannot leave behind."""

import contextlib
from collections.abc import Iterator

import psycopg

from warehouse import locks
from warehouse.connect import connect
from warehouse.errors import TillhouseError
from warehouse.locks import LOADER_LOCK
from warehouse.settings import WarehouseSettings

_TURN = "tillhouse.turn"


@contextlib.contextmanager
def loader_lock(settings: WarehouseSettings, connection: psycopg.Connection, wait_seconds: float) -> Iterator[None]:
    """Be the only loader; the lock is held by a connection of its own, `connection` is what the loader works with.

    It is waited for a while: the database may take a moment to notice that a loader was killed. Each holder takes the
    next turn, which is how one whose lock was cut is stopped before its files count: see `check_turn`.

    Raises:
        TillhouseError: another loader still holds it; names its process and since when.
    """
    with contextlib.closing(connect(settings, "loader")) as held:
        locks.keep_open(held)
        if not locks.take(held, LOADER_LOCK, wait=f"{round(wait_seconds * 1000)}ms"):
            found = locks.holder(held, LOADER_LOCK)
            told = f"database process {found[0]}, {found[1]}, connected since {found[2]}" if found else "it just ended"
            raise TillhouseError(f"another loader is at work ({told})", "wait for it to end, then try again")
        connection.execute("update ops.loader_turn set turn = turn + 1")
        connection.execute("select set_config(%s, turn::text, false) from ops.loader_turn", [_TURN])
        connection.commit()
        try:
            yield
        finally:
            if not connection.closed:
                connection.rollback()


def check_turn(connection: psycopg.Connection) -> None:
    """See that no other loader began meanwhile, and let none begin until the connection's transaction ends.

    Raises:
        TillhouseError: one did: the connection that held the lock was cut.
    """
    query = "select turn::text = current_setting(%s) from ops.loader_turn for share"
    if connection.execute(query, [_TURN]).fetchone() != (True,):
        raise TillhouseError(
            "another loader began, since the connection that held the loader's lock was cut",
            "nothing was lost or doubled; see what ends connections of this server, then: tillhouse run",
        )
