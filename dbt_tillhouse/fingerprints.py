"""What identifies the code that makes a node: its own, and that of everything upstream."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dbt_tillhouse.code import normal_form
from dbt_tillhouse.graph import Graph, Macro, Node

# They describe, group or schedule; none of them changes a row.
_SAY_NOTHING = {"tags", "docs", "group", "access", "description"}
_META_SAYS_NOTHING = {"dagster", "owner"}


@dataclass(frozen=True)
class Fingerprint:
    """Hashes of the parts of a node's code; `chain` is that of all of them and of everything upstream."""

    chain: str
    code: str
    config: str
    columns: str
    macros: Mapping[str, str]

    def as_text(self, build_id: int | None = None) -> str:
        """As kept in `built_nodes`; with `build_id` it holds only if that build was published."""
        parts = {"chain": self.chain, "code": self.code, "config": self.config, "columns": self.columns}
        return json.dumps({**parts, "macros": self.macros, "build": build_id}, sort_keys=True, separators=(",", ":"))


def fingerprints(graph: Graph) -> dict[str, Fingerprint]:
    """The fingerprint of every node, by dbt's id."""
    macros = {key: _hash(normal_form(macro.code)) for key, macro in graph.macros.items() if macro.is_ours}
    found: dict[str, Fingerprint] = {}
    for node in graph.in_order:
        code, config = _hash(_code(node)), _hash(_config(node.config))
        columns = _hash(node.columns)
        used = {macro.name: macros[macro.unique_id] for macro in used_macros(graph, node)}
        above = [f"{name}={found[name].chain if name in found else ''}" for name in node.parents]
        chain = _hash(json.dumps([code, config, columns, used, above], sort_keys=True), 32)
        found[node.unique_id] = Fingerprint(chain, code, config, columns, used)
    return found


def used_macros(graph: Graph, node: Node) -> list[Macro]:
    """The project's macros that decide the node's rows, whatever calls them: its code, its hooks, how it is made.

    A macro whose `meta` says `changes_rows: false` does not, and neither does what only it calls.
    """
    start = [*node.macros, *(macro.unique_id for macro in _ways_to_make(graph, node))]
    seen: dict[str, Macro] = {}
    while start:
        macro = graph.macros.get(start.pop())
        if macro is None or not macro.changes_rows or macro.unique_id in seen:
            continue
        seen[macro.unique_id] = macro
        start.extend(macro.macros)
    return sorted((macro for macro in seen.values() if macro.is_ours), key=lambda macro: macro.unique_id)


def _ways_to_make(graph: Graph, node: Node) -> Iterable[Macro]:
    """The macros dbt finds by name when it makes the node: its materialization and its incremental strategy."""
    strategy = node.config.get("incremental_strategy")
    names = {f"materialization_{node.materialized}_{adapter}" for adapter in ("default", "postgres")}
    if node.materialized == "incremental" and strategy:
        names |= {f"{prefix}get_incremental_{strategy}_sql" for prefix in ("", "default__", "postgres__")}
    return (macro for macro in graph.macros.values() if macro.name in names)


def _code(node: Node) -> str:
    return normal_form(node.code) + node.arguments


def _config(config: Mapping[str, Any]) -> str:
    kept = {name: value for name, value in config.items() if name not in _SAY_NOTHING}
    if isinstance(meta := kept.pop("meta", None), Mapping):
        kept |= {f"meta.{name}": value for name, value in meta.items() if name not in _META_SAYS_NOTHING}
    return json.dumps(kept, sort_keys=True, default=str)


def _hash(text: str, length: int = 12) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
