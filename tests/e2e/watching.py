"""Readers of the marts: one who never stops looking, and those who fall asleep in the middle of a transaction."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from tests.database import query
from warehouse.connect import connect, connect_admin
from warehouse.settings import get_settings

_RELATIONS = """
    select namespaces.nspname || '.' || relations.relname
    from pg_class as relations
    inner join pg_namespace as namespaces on relations.relnamespace = namespaces.oid
    where namespaces.nspname in ('core', 'kpi', 'observability') and relations.relkind in ('r', 'v')
"""
_SALES = """
    select source, market, date_id, currency_code, count(*)::bigint as lines, sum(total_price) as amount
    from core.fct_sales group by 1, 2, 3, 4
"""
_REVENUE = """
    select source, market, date_id, currency_code, sum(line_count)::bigint as lines,
        sum(net_amount + void_amount) as amount
    from kpi.kpi_revenue group by 1, 2, 3, 4 having sum(line_count) > 0
"""
_BLOCKED = """
    select blocked.pid, blocked.query, blocker.query
    from pg_stat_activity as blocked
    inner join pg_stat_activity as blocker on blocker.pid = any(pg_blocking_pids(blocked.pid))
    where blocker.usename = 'reader' and blocked.wait_event_type = 'Lock'
"""


class Watcher(threading.Thread):
    """Looks at every relation that readers have, all in one snapshot, again and again.

    Attributes:
        errors: what a look met, once the relation had been there.
        mixed: days on which the facts and the KPI of one look were not of one build.
        states: by publication, hashes of all marts; more than one means that what readers see changed without one.
        blocked: who had to wait for a reader.
        longest: seconds of the longest look.
    """

    def __init__(self, lock_timeout: str) -> None:
        super().__init__(daemon=True)
        self.lock_timeout = lock_timeout
        self.errors: list[str] = []
        self.mixed: list[str] = []
        self.states: dict[int, set[str]] = {}
        self.blocked: list[str] = []
        self.longest = 0.0
        self.looks = 0
        self._names: set[str] = set()
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        with (
            connect(get_settings(), "reader") as reader,
            connect_admin(get_settings(), autocommit=True) as admin,
        ):
            reader.prepare_threshold = None
            reader.execute("select set_config('lock_timeout', %s, false)", [self.lock_timeout])
            reader.commit()
            reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            while not self._stopped.wait(0.2):
                self._look(reader, admin)

    def stop(self) -> None:
        """End after the look that is being taken."""
        self._stopped.set()
        self.join(60)

    def _look(self, reader: psycopg.Connection, admin: psycopg.Connection) -> None:
        before = _publication(admin)
        started = time.monotonic()
        try:
            with reader.transaction():
                hashes = self._read(reader)
        except psycopg.Error as error:
            self.errors.append(f"{type(error).__name__}: {' '.join(str(error).split())}")
            return
        self.longest = max(self.longest, time.monotonic() - started)
        self.looks += 1
        if _publication(admin) == before is not None:
            self.states.setdefault(before, set()).add(hashes)
        self.blocked += [str(row) for row in admin.execute(_BLOCKED).fetchall()]

    def _read(self, reader: psycopg.Connection) -> str:
        self._names |= {row[0] for row in reader.execute(_RELATIONS)}
        hashes = ""
        for name in sorted(self._names):
            statement = f"select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from {name} as t"
            found = reader.execute(statement.encode()).fetchone()
            if found and not name.startswith("observability."):
                hashes += f"{name} {found[0]}\n"
        if {"core.fct_sales", "kpi.kpi_revenue"} <= self._names:
            sales, revenue = (set(reader.execute(statement).fetchall()) for statement in (_SALES, _REVENUE))
            self.mixed += [str(row) for row in sales ^ revenue]
        return hashes


@contextmanager
def watching(lock_timeout: str = "1s") -> Iterator[Watcher]:
    """Somebody who looks for as long as the block runs, and who does not wait for a lock for longer than said."""
    watcher = Watcher(lock_timeout)
    watcher.start()
    try:
        yield watcher
    finally:
        watcher.stop()


@contextmanager
def asleep(*relations: str) -> Iterator[None]:
    """Readers who read a relation each and then leave their transaction open for as long as the block runs.

    At its end each reads again, and sees what it saw. One that blocks everybody is cut off after two minutes.
    """
    with ExitStack() as stack:
        seen = []
        for relation in relations:
            reader = stack.enter_context(connect(get_settings(), "reader"))
            reader.execute("set idle_in_transaction_session_timeout = '2min'")
            reader.commit()
            reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            seen.append((reader, relation, _rows(reader, relation)))
        yield
        for reader, relation, rows in seen:
            assert _rows(reader, relation) == rows


def _rows(reader: psycopg.Connection, relation: str) -> list[tuple[str]]:
    return reader.execute(f"select t::text from {relation} as t order by 1".encode()).fetchall()


def _publication(admin: psycopg.Connection) -> int | None:
    row = admin.execute("select max(publication_id) from ops.publications").fetchone()
    return row[0] if row else None


def publications() -> list[int]:
    """Numbers of all states that readers saw."""
    return [row[0] for row in query("select publication_id from ops.publications order by 1")]
