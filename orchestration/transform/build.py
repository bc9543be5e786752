"""Build and test the warehouse with dbt, one build at a time; what is due is what files or code changed."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property

from dbt_tillhouse.affected import everything
from dbt_tillhouse.graph import Graph
from dbt_tillhouse.lock import open_session
from dbt_tillhouse.plan import Plan, Rebuilt, Stored, lost, make_plan
from dbt_tillhouse.session import CHOSEN, Session, lent
from dbt_tillhouse.stored import read_stored
from orchestration.transform import ledger
from orchestration.transform.ledger import Published
from orchestration.transform.manifest import prepared_graph
from orchestration.transform.outcome import BuildOutcome, summarise
from orchestration.transform.project import fingerprint
from orchestration.transform.runner import OnEvent, invoke
from warehouse.builds import STATE
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

OnWait = Callable[[str], None]
AUDIT = ("test", "--selector", "audit")


@dataclass(frozen=True)
class Built:
    """What came of asking for a build.

    `reason` says why it was due and `outcome` how it ended; both are None when nothing was. `rebuilt` was built whole
    because of its code. `published` is what readers see now, by this build or an older one.
    """

    reason: str | None = None
    outcome: BuildOutcome | None = None
    build_id: int | None = None
    rebuilt: tuple[Rebuilt, ...] = ()
    published: Published | None = None


def build(
    settings: WarehouseSettings,
    *,
    started_by: str,
    selection: Sequence[str] | None = None,
    even_if_done: bool = False,
    from_scratch: bool = False,
    on_event: OnEvent | None = None,
    on_wait: OnWait = lambda _: None,
) -> Built:
    """Run `dbt build` in this process if it is due; a failed test is an outcome, not an exception.

    Whether it is due is asked under the lock: whoever waited for another build does not repeat it.

    Args:
        settings: the warehouse to build.
        started_by: who asks, for whoever has to wait: `tillhouse run`, `dagster run 1a2b3c4d`.
        selection: dbt's selection arguments, whose result is not published; empty for everything, audits included.
            None for what files or code changed since the last publication, and for everything when nothing did.
        even_if_done: build although nothing changed since.
        from_scratch: build every model anew instead of adding what changed to it: the result is the same, and costs
            less when most of the history is new.
        on_event: called with every dbt event, from dbt's threads.
        on_wait: called once, with its holder, when another build holds the lock.

    Raises:
        TillhouseError: another build does not end, the project does not parse, or the database is down.
    """
    with _locked(settings, started_by, on_wait) as session:
        seen = Seen(settings, session)
        reason = "it was asked for" if even_if_done else _due(seen)
        if reason is None:
            return Built(published=ledger.published(session.connection))
        words = _affected(seen, from_scratch=from_scratch) if selection is None else list(selection)
        session.selection = " ".join(selection) if selection else None
        outcome = _run(settings, session, ["build", *words], on_event)
        return _built(settings, session, reason, outcome)


def audit(
    settings: WarehouseSettings, *, started_by: str, on_event: OnEvent | None = None, on_wait: OnWait = lambda _: None
) -> BuildOutcome:
    """Run every test that is not a gate over the whole history, under the lock; raises as `build` does."""
    with _locked(settings, started_by, on_wait) as session:
        session.selection = " ".join(["dbt", *AUDIT])
        outcome = _run(settings, session, AUDIT, on_event)
        return _built(settings, session, "", outcome).outcome or outcome


@contextmanager
def _locked(settings: WarehouseSettings, started_by: str, on_wait: OnWait) -> Iterator[Session]:
    session = open_session(lambda: connect(settings, "transformer"), STATE, started_by=started_by, on_wait=on_wait)
    try:
        yield session
    finally:
        session.close()


@dataclass
class Seen:
    """The project and what the database says about itself, each looked at once, and only if it is asked for."""

    settings: WarehouseSettings
    session: Session

    @cached_property
    def graph(self) -> Graph:
        """The project as far as builds need it."""
        return prepared_graph(self.settings)

    @cached_property
    def stored(self) -> Stored:
        """What lies in the database; nobody else builds while the session holds the lock."""
        return read_stored(self.session, self.graph)

    @cached_property
    def plan(self) -> Plan:
        """What is to be done."""
        return make_plan(self.graph, self.stored)


def _due(seen: Seen) -> str | None:
    project_hash = fingerprint()
    reason = ledger.due(seen.session.connection, project_hash, lambda: bool(seen.plan.stale))
    if reason is None:
        ledger.note_same_code(seen.session.connection, project_hash)
        return _lost(seen)
    return reason


def _lost(seen: Seen) -> str | None:
    """Why a build is due although nothing changed: somebody dropped what was built, or what readers see of it."""
    missing, hidden = lost(seen.graph, seen.stored)
    nodes = seen.graph.nodes
    places = [nodes[key].relation for key in missing] + [nodes[key].published for key in hidden]
    names = [".".join(place) for place in places if place]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more} is not in the database" if names else None


def _affected(seen: Seen, *, from_scratch: bool) -> list[str]:
    """The arguments of dbt for what must be built and tested, and nothing beside it."""
    seen.session.chosen = (not from_scratch and seen.plan.affected) or everything(seen.graph)
    only = ["--indirect-selection", "empty", "--select", f"tag:{CHOSEN}"]
    return [*only, *(["--full-refresh"] if from_scratch else [])]


def _run(settings: WarehouseSettings, session: Session, words: Sequence[str], on_event: OnEvent | None) -> BuildOutcome:
    started = time.monotonic()
    with lent(session):
        finished = invoke(settings, words, on_event=on_event)
    if isinstance(finished.exception, KeyboardInterrupt):
        raise finished.exception
    return summarise(finished.results, finished.exception, time.monotonic() - started)


def _built(settings: WarehouseSettings, session: Session, reason: str, outcome: BuildOutcome) -> Built:
    """What the database says of a build that ended; of one that could not begin, only how it ended."""
    # Not the session's connection: a build that failed because that was cut has something to say, too.
    with closing(connect(settings, "transformer")) as connection:
        if session.build_id is None:
            return Built(reason, outcome, published=ledger.published(connection))
        return Built(
            reason,
            outcome.told(ledger.messages(connection, session.build_id)),
            session.build_id,
            ledger.rebuilt(connection, session.build_id),
            ledger.published(connection),
        )
