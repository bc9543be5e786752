"""What a build has to do: which nodes other code made, which must be built whole, and what is affected at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from dbt_tillhouse.affected import affected, everything
from dbt_tillhouse.claims import Claim, changes, holds
from dbt_tillhouse.fingerprints import Fingerprint, fingerprints
from dbt_tillhouse.graph import Graph, Node

_MOST_CAUSES = 3


@dataclass(frozen=True)
class Stored:
    """What the database says before a build.

    Args:
        published: the ledger's change that readers see; None when nothing was ever published.
        published_builds: builds that were published, of those that claims name.
        claims: the rows of `built_nodes`, by dbt's id.
        relations: schema and name of every table and view there is.
        changed: source and feed of the files that changed since what is published.
    """

    published: int | None
    published_builds: frozenset[int]
    claims: Mapping[str, Claim]
    relations: frozenset[tuple[str, str]]
    changed: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Rebuilt:
    """A node that is built whole because of its code, and what about that changed."""

    name: str
    why: str


@dataclass(frozen=True)
class Plan:
    """Ids are dbt's: `stale` lies there from other code, `missing` does not, `whole` must not be added to.

    Of what is `hidden` there is no table that readers see. `unlimited` are the tests that ask about the whole history
    (macros/incremental/in_question.sql): those on what is built whole. All others ask about what a build redoes.
    """

    fingerprints: Mapping[str, Fingerprint]
    stale: tuple[str, ...]
    missing: tuple[str, ...]
    hidden: tuple[str, ...]
    whole: tuple[str, ...]
    unlimited: tuple[str, ...]
    affected: tuple[str, ...]
    rebuilt: tuple[Rebuilt, ...]


def make_plan(graph: Graph, stored: Stored) -> Plan:
    """Compare the project with what the database says about itself."""
    now = fingerprints(graph)
    missing, hidden = lost(graph, stored)
    causes: dict[str, list[str]] = {}
    stale: dict[str, None] = {}
    for node in graph.in_order:
        key = node.unique_id
        is_there = key not in missing
        causes[key] = _causes(node, causes, now[key], stored, is_there=is_there)
        if any(name in stale for name in node.parents) or _is_root(node, now[key], stored, is_there=is_there):
            stale[key] = None
    if stored.published is None:
        whole = tuple(node.unique_id for node in graph.in_order if node.accumulates)
        tests = tuple(node.unique_id for node in graph.in_order if node.kind == "test")
        return Plan(now, tuple(stale), missing, hidden, whole, tests, everything(graph), ())
    whole = tuple(key for key in stale if graph.nodes[key].accumulates)
    tests = tuple(key for key in stale if graph.nodes[key].kind == "test")
    rebuilt = (graph.nodes[key] for key in stale if graph.nodes[key].relation)
    return Plan(
        now,
        tuple(stale),
        missing,
        hidden,
        whole,
        tests,
        affected(graph, stored.changed, stale=stale.keys(), missing=[*missing, *hidden], whole=whole),
        tuple(Rebuilt(node.name, _listed(causes[node.unique_id])) for node in rebuilt),
    )


def lost(graph: Graph, stored: Stored) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of what is not in the database, and of what readers do not see there."""
    return (
        tuple(node.unique_id for node in graph.in_order if node.relation and node.relation not in stored.relations),
        tuple(node.unique_id for node in graph.in_order if node.published and node.published not in stored.relations),
    )


def _is_root(node: Node, now: Fingerprint, stored: Stored, *, is_there: bool) -> bool:
    """Whether the node itself is stale. A view that is missing is only made again: what reads it lost nothing."""
    if not (node.is_gate or node.relation):
        return False
    return not holds(stored.claims.get(node.unique_id), now, stored.published_builds) or (
        node.accumulates and not is_there
    )


def _causes(
    node: Node, causes: Mapping[str, list[str]], now: Fingerprint, stored: Stored, *, is_there: bool
) -> list[str]:
    """What changed about everything upstream and about the node, each once."""
    found = dict.fromkeys(cause for name in node.parents for cause in causes.get(name, ()))
    claim = stored.claims.get(node.unique_id)
    if node.relation and not (is_there and holds(claim, now, stored.published_builds)):
        found |= dict.fromkeys(changes(node, claim, now, is_there=is_there))
    return list(found)


def _listed(causes: list[str]) -> str:
    shown = ", ".join(causes[:_MOST_CAUSES])
    more = len(causes) - _MOST_CAUSES
    return f"{shown}, and {more} more" if more > 0 else shown or "what it reads changed"
