"""The floor of a build: the SQL that dbt sent, sent again without dbt, in as many sessions and in an order dbt allows.

A session of libpq is used rather than a psql process: it is the same protocol without a start for every node.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from benchmarks.harness import Cost, stopwatch
from benchmarks.home import cpu_with_server
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

_COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_CATALOGUE = re.compile(r"\b(pg_catalog|information_schema|pg_(class|namespace|tables|views|depend|attribute|roles))\b")
# What every node asks before it writes (macros/build/one_build.sql).
_FENCE = re.compile(r"do \$\$\s+begin\s+perform 1 from \S*builds\b")
# Rows of seeds are parameters, which dbt does not tell, so nobody else can send them.
_SEED = "seed."
_AT_START, _AT_END = "on-run-start", "on-run-end"
# dbt names an index after the time, so sent again it would be taken for that of the table that is about to be dropped.
_INDEX_NAME = re.compile(r'(create\s+(?:unique\s+)?index)\s+if\s+not\s+exists\s+"[^"]+"', re.IGNORECASE)


@dataclass
class Recording:
    """The statements of a build: by node, in the order dbt sent them, and what each node waits for."""

    build_id: int | None = None
    statements: dict[str, list[str]] = field(default_factory=dict)
    waits_for: dict[str, set[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, event: Any) -> None:
        """Keep the SQL of one dbt event; called from dbt's threads."""
        if event.info.name != "SQLQuery":
            return
        node, sql = event.data.node_info.unique_id, event.data.sql
        if node and not node.startswith(_SEED) and not is_bookkeeping(sql):
            with self._lock:
                self.statements.setdefault(node, []).append(_INDEX_NAME.sub(r"\1", sql))

    def note_graph(self, depends_on: Mapping[str, Iterable[str]]) -> None:
        """Keep what each node waits for: recorded nodes only, so that views dbt did not run block nothing.

        Hooks come before or after all else, in the order they were sent.
        """
        before: set[str] = set()
        nodes: set[str] = set()
        for node in self.statements:
            if _AT_END in node:
                self.waits_for[node] = before | nodes
                nodes.add(node)
            elif _AT_START in node:
                self.waits_for[node] = set(before)
                before.add(node)
            else:
                parents = {parent for parent in depends_on.get(node, ()) if parent in self.statements}
                self.waits_for[node] = before | parents
                nodes.add(node)


def is_bookkeeping(sql: str) -> bool:
    """Whether a node asks the catalogue, or if its build lives: that is overhead, not the work it was asked to do."""
    bare = _COMMENTS.sub(" ", sql).strip().lower()
    return (
        not bare
        or _FENCE.match(bare) is not None
        or (bare.startswith(("select", "with")) and _CATALOGUE.search(bare) is not None)
    )


def replay(settings: WarehouseSettings, recording: Recording, threads: int) -> Cost:
    """Send everything that was recorded, node by node, `threads` at a time."""
    sessions = [connect(settings, "transformer", autocommit=True) for _ in range(threads)]
    try:
        with _as_if_running(settings, recording.build_id), stopwatch(lambda: cpu_with_server(settings)) as watch:
            _run(sessions, recording)
    finally:
        for session in sessions:
            session.close()
    return watch.cost


@contextmanager
def _as_if_running(settings: WarehouseSettings, build_id: int | None) -> Iterator[None]:
    """Publishing asks whether its build runs, and adds a row to `ops.publications`."""
    change = "update ops.builds set state = %s where build_id = %s"
    with closing(connect(settings, "transformer", autocommit=True)) as connection:
        connection.execute(change, ["running", build_id])
        try:
            yield
        finally:
            connection.execute(change, ["passed", build_id])


def _run(sessions: list[psycopg.Connection], recording: Recording) -> None:
    free = list(sessions)
    waiting = dict(recording.waits_for)
    done: set[str] = set()
    running: dict[Future[None], tuple[str, psycopg.Connection]] = {}
    with ThreadPoolExecutor(len(sessions)) as pool:
        while waiting or running:
            ready = [node for node, parents in waiting.items() if parents <= done]
            for node in ready[: len(free)]:
                session = free.pop()
                running[pool.submit(_send, session, recording.statements[node])] = (node, session)
                del waiting[node]
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                future.result()
                node, session = running.pop(future)
                done.add(node)
                free.append(session)


def _send(session: psycopg.Connection, statements: list[str]) -> None:
    for sql in statements:
        session.execute(sql.encode())
    # dbt leaves the transaction of a test open and rolls it back when it takes the next node.
    session.execute("rollback" if session.info.transaction_status else "select")
