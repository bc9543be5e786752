"""What a change of files or of code concerns: the rest of the warehouse is up to date by definition."""

from collections.abc import Collection

from dbt_tillhouse.graph import Graph, Node

_LEDGER = ("ops", "quarantine")
# What is said of each file: a row of it changes with the file alone.
_FILES = ("stg_ops__files", "int_file_days", "int_file_versions")
_CHANGE_SETS = "models/intermediate/changes/"


def affected(
    graph: Graph,
    changed: Collection[tuple[str, str]],
    *,
    stale: Collection[str] = (),
    missing: Collection[str] = (),
    whole: Collection[str] = (),
) -> tuple[str, ...]:
    """The ids of what must be built and tested, parents first.

    Args:
        graph: the project.
        changed: source and feed of the files that changed.
        stale: what other code made, and all below it.
        missing: what is not in the database.
        whole: what is built whole: dbt replaces it, and Postgres drops the views on it.
    """
    filters = {node.unique_id for node in graph.nodes.values() if _only_filters(node)}
    feeds = {(f"raw_{source}", feed) for source, feed in changed}
    of_feeds = {key for key, place in graph.sources.items() if place in feeds}
    of_ledger = {key for key, (schema, _) in graph.sources.items() if schema in _LEDGER and changed}
    # A change set and the ledger's files say what changed in any feed: they follow every change, but what reads them is
    # not changed by that of another feed.
    by_feeds = _downstream(graph, of_feeds | filters, filters) if changed else set()
    by_ledger = _downstream(graph, of_ledger, filters)
    reached = by_feeds | by_ledger
    below = _downstream(graph, {*stale, *missing})
    chosen: dict[str, None] = {}
    replaced = set(whole)
    for node in graph.in_order:
        if node.relation is None:
            continue
        if node.materialized == "view":
            # It shows what its parents hold, whenever that changes.
            is_due = node.unique_id in {*stale, *missing} or any(name in replaced for name in node.parents)
        else:
            is_due = node.unique_id in reached or node.unique_id in below
        if is_due:
            chosen[node.unique_id] = None
            if node.materialized in ("table", "view"):
                replaced.add(node.unique_id)
    concerned = {*chosen, *reached}
    # The ledger beside the rows a gate counts, or what only follows it, is no reason of its own to ask again.
    beside = (by_ledger - by_feeds) | filters
    gates = (node for node in graph.in_order if node.is_gate)
    asked = (gate for gate in gates if gate.unique_id in below or _asks_about(gate, concerned, beside))
    return (*chosen, *(gate.unique_id for gate in asked))


def everything(graph: Graph) -> tuple[str, ...]:
    """All that a full build makes and all gates; audits and unit tests need not pass before anything is published."""
    return tuple(node.unique_id for node in graph.in_order if node.relation or node.is_gate)


def below_logs(graph: Graph) -> dict[str, list[str]]:
    """Of each log the ids of what is below it and adds to what earlier builds left.

    A log that is built whole loses the rows of files that are gone, and with them what those had touched.
    """
    logs = [node.unique_id for node in graph.in_order if node.is_log]
    return {
        log: [name for name in _downstream(graph, {log}) if name != log and graph.nodes[name].accumulates]
        for log in logs
    }


def _downstream(graph: Graph, start: set[str], ends: Collection[str] = ()) -> set[str]:
    """Everything that reads one of these, they included, without going through `ends`."""
    reached = set(start)
    for node in graph.in_order:
        if any(name in reached and name not in ends for name in node.parents):
            reached.add(node.unique_id)
    return reached


def _asks_about(gate: Node, concerned: Collection[str], beside: Collection[str]) -> bool:
    told = [name for name in gate.parents if name not in beside]
    return any(name in concerned for name in told or gate.parents)


def _only_filters(node: Node) -> bool:
    return node.name in _FILES or node.path.startswith(_CHANGE_SETS)
