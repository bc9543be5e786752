"""The lock of one target, held, and the row about the build that holds it."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg

from warehouse.errors import TillhouseError

Connect = Callable[[], psycopg.Connection]
BURY = "update builds set state = 'killed', finished_at = now() where state = 'running'"


@dataclass(frozen=True)
class NewBuild:
    """What is known of a build when it begins; ids are dbt's."""

    invocation_id: str
    command: str
    selection: str | None
    project_hash: str
    change_seq: int
    interval_start: int | None
    required: list[str]
    rebuilt: list[dict[str, str]]


@dataclass(frozen=True)
class Ended:
    """How a build ended; a failure has a name and a message, `gates` holds those that passed, by dbt's id."""

    state: str
    models_passed: int
    tests_passed: int
    failures: list[dict[str, str]]
    gates: list[str]


# To look for hundreds of names among a thousand nodes, three times, takes dbt longer than to parse the project.
CHOSEN = "chosen_for_this_build"


@dataclass
class Session:
    """The lock, held for as long as a connection of its own lives. The search path is the state's schema.

    Args:
        connection: what writes down how the build goes.
        lock: what holds the lock, in a transaction that stays open.
        connect: opens another one like it.
        started_by: who builds, for whoever has to wait.
        selection: what the build to come builds, in words; None for the whole project. Whoever lends the lock knows.
        chosen: ids of what a build of the whole project makes and asks, where it leaves out what is up to date; what
            of that dbt parses bears the tag `CHOSEN`, by which it is selected.
        change_seq: what the build may see, once it was asked for: it must not move while the build is planned.
    """

    connection: psycopg.Connection
    lock: psycopg.Connection
    connect: Connect
    started_by: str
    selection: str | None = None
    chosen: tuple[str, ...] | None = None
    change_seq: int | None = None
    build_id: int | None = None
    _is_lost: bool = False
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def freeze(self) -> int:
        """The ledger's latest committed change, the same until the build ended."""
        if self.change_seq is None:
            query = "select coalesce(max(change_seq), 0) from ops.files"
            self.change_seq = int(value_of(self.connection, query))
        return self.change_seq

    def begin(self, build: NewBuild, *, forget: list[str], claims: Callable[[int], Mapping[str, str]]) -> int:
        """Write down that a build begins, and that nothing is known any more of what it makes anew.

        Args:
            build: the row.
            forget: ids of nodes whose claims do not hold: a build that dies must leave none.
            claims: what to claim of each node of the project once it was built, by the number of the build. Claims of
                other nodes are forgotten: nobody follows what changes for a node that the project no longer has.
        """
        with self.connection.transaction():
            self.connection.execute("update builds set fingerprints = null where fingerprints is not null")
            self.build_id = int(
                value_of(
                    self.connection,
                    "insert into builds (state, started_by, invocation_id, command, selection, project_hash,"
                    " change_seq, interval_start, required, rebuilt)"
                    " values ('running', %s, %s, %s, %s, %s, %s, %s, %s, %s) returning build_id",
                    [
                        self.started_by,
                        *(build.invocation_id, build.command, build.selection, build.project_hash),
                        *(build.change_seq, build.interval_start),
                        *(json.dumps(build.required), json.dumps(build.rebuilt)),
                    ],
                )
            )
            to_claim = dict(claims(self.build_id))
            self.connection.execute(
                "update builds set fingerprints = %s where build_id = %s", [json.dumps(to_claim), self.build_id]
            )
            self.connection.execute(
                "delete from built_nodes where unique_id = any(%s) or unique_id <> all(%s)", [forget, list(to_claim)]
            )
        return self.build_id

    def forget(self, unique_ids: list[str]) -> None:
        """Say of nodes that nobody knows any more which code made them; what this build makes of them it claims itself.

        Where that cannot be said the build gives up: what it made next would be taken for what it is not.
        """
        try:
            self.connection.execute("delete from built_nodes where unique_id = any(%s)", [unique_ids])
        except psycopg.Error:
            with self._asking:
                self._is_lost = True
                self._give_up()

    def finish(self, end: Ended) -> None:
        """Write down how the build ended, unless it was called killed meanwhile."""
        self.change_seq = None
        if self.build_id is None or not self.is_held():
            return
        with self.connection.transaction():
            self.connection.execute(
                "update builds set state = %s, models_passed = %s, tests_passed = %s, failures = %s,"
                " finished_at = now() where build_id = %s and state = 'running'",
                [end.state, end.models_passed, end.tests_passed, json.dumps(self._told(end.failures)), self.build_id],
            )
            self.connection.execute(
                "insert into built_nodes (unique_id, fingerprint)"
                " select id, fingerprints ->> id from builds, unnest(%s::text[]) as id"
                " where build_id = %s and fingerprints ? id"
                " on conflict (unique_id) do update set fingerprint = excluded.fingerprint, built_at = now()",
                [end.gates, self.build_id],
            )

    def is_held(self) -> bool:
        """Whether the lock is still ours.

        When its connection was cut, the row says at once that the build is dead: what dbt starts next reads it and
        stops.
        """
        with self._asking:
            if not self._is_lost:
                try:
                    self.lock.execute("select 1")
                    self.connection.execute("select 1")
                except psycopg.Error:
                    self._is_lost = True
                    self._give_up()
            return not self._is_lost

    def close(self) -> None:
        """Let the next one build."""
        self.connection.close()
        self.lock.close()

    def _give_up(self) -> None:
        try:
            with closing(self.connect()) as another:
                another.execute(BURY + " and build_id = %s", [self.build_id])
        except (psycopg.Error, TillhouseError):
            # No database, no build: dbt meets the same, and whoever comes next finds the row as it is.
            return

    def _told(self, failures: list[dict[str, str]]) -> list[dict[str, str]]:
        """The failures, in the words of the build's own macros where those said something."""
        query = "select failures from builds where build_id = %s"
        told: Mapping[str, Any] = {
            found["name"]: found for found in value_of(self.connection, query, [self.build_id]) or ()
        }
        return [*told.values(), *(failure for failure in failures if failure["name"] not in told)]


@contextmanager
def lent(session: Session) -> Iterator[None]:
    """Let dbt, in this thread and for as long as the block runs, build under a lock that is already held."""
    token = _LENT.set(session)
    try:
        yield
    finally:
        _LENT.reset(token)


def borrowed() -> Session | None:
    """The session that this thread lent to dbt."""
    return _LENT.get()


_LENT: ContextVar[Session | None] = ContextVar("tillhouse_session", default=None)


def value_of(connection: psycopg.Connection, query: LiteralString, values: list[Any] | None = None) -> Any:
    """The one value a query returns; None when it returns no row."""
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
