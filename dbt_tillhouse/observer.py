"""Hear dbt's events: stop a build that lost its lock, and write down how one ended."""

import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from dbt_tillhouse.session import Ended, Session

_BUILT, _TESTED = {"model", "seed", "snapshot"}, {"test", "unit_test"}


class Observer:
    """A callback for dbt's events, which come from all of its threads.

    Args:
        session: the lock and the row.
        gates: ids of the tests whose passing is written down.
        undone: ids of nodes that are not right any more, by the id of the one that makes them so when it is made.
        on_end: called when the command completed.
    """

    def __init__(
        self, session: Session, gates: frozenset[str], undone: Mapping[str, list[str]], on_end: Callable[[], None]
    ) -> None:
        self._session = session
        self._gates = gates
        self._undone = undone
        self._on_end = on_end
        self._lock = threading.Lock()
        self._models = self._tests = 0
        self._passed_gates: list[str] = []
        self._failures: list[dict[str, str]] = []
        self._states: set[str] = set()
        self._error: str | None = None

    def __call__(self, event: Any) -> None:
        """Look at one event; most say nothing that matters here."""
        name = event.info.name
        if name == "NodeStart":
            # Before it writes: what its pre-hook reads is right by then.
            unique_id = event.data.node_info.unique_id
            if self._session.is_held() and unique_id in self._undone:
                self._session.forget(self._undone[unique_id])
        elif name == "NodeFinished":
            with self._lock:
                self._note(event.data.node_info, event.data.run_result)
        elif name == "MainEncounteredError":
            self._error = " ".join(str(event.data.exc).split())
        elif name == "CommandCompleted":
            self._finish(success=event.data.success)

    def _note(self, node: Any, result: Any) -> None:
        status = result.status
        if status in ("success", "pass", "warn"):
            self._models += node.resource_type in _BUILT
            self._tests += node.resource_type in _TESTED and status == "pass"
            if node.unique_id in self._gates:
                self._passed_gates.append(node.unique_id)
        elif status != "skipped":
            self._states.add(status)
            self._failures.append({"name": node.node_name, "message": " ".join(result.message.split())[:1000]})

    def _finish(self, *, success: bool) -> None:
        state = "passed" if success else "failed" if self._states == {"fail"} and not self._error else "error"
        if self._error and not self._failures:
            self._failures.append({"name": "dbt", "message": self._error[:1000]})
        try:
            self._session.finish(Ended(state, self._models, self._tests, self._failures, self._passed_gates))
        except psycopg.Error as error:
            # dbt has ended, and says how. The next build calls this one killed.
            told = " ".join(str(error).split())
            sys.stderr.write(f"build {self._session.build_id} ended, but that could not be written down: {told}\n")
        finally:
            self._on_end()
