"""Begin a build: take the lock unless it was lent, plan, write the row, and tell dbt what to build whole."""

import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from functools import partial
from typing import Any

from dbt_tillhouse.affected import below_logs, everything
from dbt_tillhouse.graph import Graph, read_graph
from dbt_tillhouse.invocation import Invocation
from dbt_tillhouse.lock import open_session
from dbt_tillhouse.observer import Observer
from dbt_tillhouse.plan import Plan, make_plan
from dbt_tillhouse.project_files import project_hash
from dbt_tillhouse.session import CHOSEN, NewBuild, Session, borrowed
from dbt_tillhouse.stored import read_stored
from dbt_tillhouse.target import Target
from warehouse.builds import STATE
from warehouse.errors import TillhouseError


def begin(manifest: Any, target: Target, invocation: Invocation, *, must: bool) -> None:
    """Make the command that runs the one that builds, until dbt says that it completed.

    With `must` a database that is not Tillhouse's is an error; without, the command is none of our business.

    Raises:
        TillhouseError: the database is down or not set up, or another build does not end.
    """
    session = borrowed()
    if session is not None:
        _begin(session, manifest, target, invocation)
    elif must or _is_tillhouse(target):
        session = open_session(
            target.connect, target.state, started_by=f"dbt {invocation.command}", on_wait=_say_waiting
        )
        try:
            _begin(session, manifest, target, invocation, is_own=True)
        except BaseException:
            session.close()
            raise


def _begin(session: Session, manifest: Any, target: Target, invocation: Invocation, *, is_own: bool = False) -> None:
    from dbt_common.events.event_manager_client import add_callback_to_manager
    from dbt_common.invocation import get_invocation_id

    graph = read_graph(manifest)
    stored = read_stored(session, graph)
    plan = make_plan(graph, stored)
    selection = invocation.selection if is_own else session.selection
    # A log that is built whole because of its code has everything below it built whole already.
    undone = below_logs(graph) if invocation.is_full_refresh else {}
    session.begin(
        NewBuild(
            invocation_id=get_invocation_id(),
            command=invocation.command,
            selection=selection,
            project_hash=project_hash(target.project_root),
            change_seq=session.freeze(),
            interval_start=stored.published,
            required=_required(graph, plan, session, selection),
            rebuilt=[asdict(one) for one in plan.rebuilt],
        ),
        forget=_forgotten(plan, invocation),
        claims=partial(_claims, plan, target, invocation, [key for keys in undone.values() for key in keys]),
    )
    for unique_id in (*plan.whole, *plan.unlimited):
        manifest.nodes[unique_id].config["full_refresh"] = True
    for unique_id in manifest.nodes.keys() & (session.chosen or ()):
        manifest.nodes[unique_id].tags.append(CHOSEN)
    gates = frozenset(node.unique_id for node in graph.in_order if node.is_gate)
    add_callback_to_manager(Observer(session, gates, undone, session.close if is_own else lambda: None))


def _required(graph: Graph, plan: Plan, session: Session, selection: str | None) -> list[str]:
    """Ids of what must succeed: nothing for a part, which is never published, and else all that the build looks at."""
    if selection is not None:
        return []
    if session.chosen is None:
        return list(everything(graph))
    # Planned from the manifest of a moment ago: had the project changed since, this build would lack something.
    return list(dict.fromkeys([*session.chosen, *plan.affected]))


def _claims(plan: Plan, target: Target, invocation: Invocation, undone: list[str], build_id: int) -> Mapping[str, str]:
    """What to claim of each node once this build made it.

    What was made from other code until now is claimed for the case that this build is published: until then readers
    see what the other code made, and the next build must replace that whole. So is what is below logs that may have
    lost rows (`undone`): no change set names all that readers see of those. A developer publishes nothing.
    """
    if invocation.is_twisted:
        return dict.fromkeys(plan.fingerprints, f"not as the code says: {invocation.selection}")
    unpublished = frozenset([*plan.stale, *undone]) if target.state == STATE else frozenset()
    return {
        key: fingerprint.as_text(build_id if key in unpublished else None)
        for key, fingerprint in plan.fingerprints.items()
    }


def _forgotten(plan: Plan, invocation: Invocation) -> list[str]:
    """Ids of nodes of which it is not known which code made them; a clone has no end at which that is written down."""
    if invocation.command != "clone":
        return list(plan.stale)
    return list(plan.fingerprints) if invocation.is_full_refresh else [*plan.stale, *plan.missing]


def _is_tillhouse(target: Target) -> bool:
    """Whether another project builds into a database of ours; one that is down is that project's own trouble."""
    try:
        with closing(target.connect()) as connection:
            found = connection.execute("select to_regclass('ops.built_nodes') is not null").fetchone()
    except TillhouseError:
        return False
    return found == (True,)


def _say_waiting(holder: str) -> None:
    sys.stderr.write(f"waiting for {holder}\n")
    sys.stderr.flush()
