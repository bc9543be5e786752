"""The part of a dbt manifest that decides what must be built, from the file or from dbt's own objects alike."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

RELATIONS = ("model", "seed", "snapshot")
# What it keeps from one build to the next comes from code as well: of other code, it must be built whole.
ACCUMULATES = ("incremental", "snapshot")
# Readers see the schema of the same name without it (macros/build/publish.sql).
UNPUBLISHED = "build_"


@dataclass(frozen=True)
class Node:
    """A model, seed, snapshot or data test."""

    unique_id: str
    name: str
    kind: str
    path: str
    materialized: str
    code: str
    arguments: str
    config: Mapping[str, Any]
    columns: str
    tags: frozenset[str]
    parents: tuple[str, ...]
    macros: tuple[str, ...]
    relation: tuple[str, str] | None

    @property
    def is_gate(self) -> bool:
        """Whether it is a test that must pass before anything is published."""
        return self.kind == "test" and "gate" in self.tags

    @property
    def accumulates(self) -> bool:
        """Whether a build adds to what earlier ones left."""
        return self.materialized in ACCUMULATES

    @property
    def published(self) -> tuple[str, str] | None:
        """Schema and name of the table that readers see; None when they see nothing of it."""
        if self.relation is None or not self.relation[0].startswith(UNPUBLISHED):
            return None
        return self.relation[0].removeprefix(UNPUBLISHED), self.relation[1]

    @property
    def is_log(self) -> bool:
        """Whether it keeps rows that its select no longer gives: what is below asks it for what once was."""
        return self.materialized == "incremental" and self.config.get("incremental_strategy") == "append"


@dataclass(frozen=True)
class Macro:
    """A macro: `is_ours` when the project or a package of it defines it, not dbt or an adapter."""

    unique_id: str
    name: str
    code: str
    macros: tuple[str, ...]
    is_ours: bool
    changes_rows: bool


@dataclass(frozen=True)
class Graph:
    """A project as far as builds need it; `sources` maps dbt's ids to schema and table."""

    nodes: Mapping[str, Node]
    sources: Mapping[str, tuple[str, str]]
    macros: Mapping[str, Macro]

    @cached_property
    def in_order(self) -> tuple[Node, ...]:
        """Every node, after all of its parents."""
        parents = {key: [name for name in node.parents if name in self.nodes] for key, node in self.nodes.items()}
        return tuple(self.nodes[key] for key in TopologicalSorter(parents).static_order())


def read_graph(manifest: Any) -> Graph:
    """Read a manifest: the parsed `manifest.json`, or dbt's `Manifest`.

    Both give the same graph: what one process plans from the file, dbt finds again in its objects.
    """
    nodes = (_node(node) for node in _get(manifest, "nodes").values() if _text(node, "resource_type") in _KINDS)
    sources = _get(manifest, "sources").items()
    macros = (_macro(macro) for macro in _get(manifest, "macros").values())
    return Graph(
        {node.unique_id: node for node in nodes},
        {key: (_text(source, "schema"), _text(source, "identifier")) for key, source in sources},
        {macro.unique_id: macro for macro in macros},
    )


_KINDS = {*RELATIONS, "test"}
_DBTS_OWN = ("dbt", "dbt_postgres")
_CONSTRAINT = ("type", "name", "expression", "columns", "to", "to_columns")


def _node(node: Any) -> Node:
    kind, config, depends = _text(node, "resource_type"), _get(node, "config"), _get(node, "depends_on")
    materialized = _text(config, "materialized")
    is_made = kind in RELATIONS and materialized != "ephemeral"
    return Node(
        unique_id=_text(node, "unique_id"),
        name=_text(node, "name"),
        kind=kind,
        path=_text(node, "original_file_path"),
        materialized=materialized,
        code=_content(node) if kind == "seed" else _text(node, "raw_code"),
        arguments=_plain(_get(_get(node, "test_metadata"), "kwargs")),
        config=_get(node, "unrendered_config") or {},
        columns=_columns(node),
        tags=frozenset(_get(node, "tags") or ()),
        parents=tuple(sorted(_get(depends, "nodes") or ())),
        macros=tuple(sorted(_get(depends, "macros") or ())),
        relation=(_text(node, "schema"), _text(node, "alias")) if is_made else None,
    )


def _macro(macro: Any) -> Macro:
    meta = {**(_get(macro, "meta") or {}), **(_get(_get(macro, "config"), "meta") or {})}
    return Macro(
        unique_id=_text(macro, "unique_id"),
        name=_text(macro, "name"),
        code=_text(macro, "macro_sql"),
        macros=tuple(sorted(_get(_get(macro, "depends_on"), "macros") or ())),
        is_ours=_text(macro, "package_name") not in _DBTS_OWN,
        changes_rows=bool(meta.get("changes_rows", True)),
    )


def _content(seed: Any) -> str:
    """The checksum of a seed's file; dbt itself takes one of the path alone when the file is large."""
    checksum = _get(seed, "checksum")
    if _text(checksum, "name") != "path":
        return _text(checksum, "checksum")
    file = Path(_text(seed, "root_path"), _text(seed, "original_file_path"))
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _columns(node: Any) -> str:
    """Names, types and constraints of the documented columns, in their order, and the constraints of the table."""
    columns = [
        (_text(column, "name"), _get(column, "data_type"), _constraints(_get(column, "constraints")))
        for column in (_get(node, "columns") or {}).values()
    ]
    return _plain([columns, _constraints(_get(node, "constraints"))])


def _constraints(constraints: Iterable[Any] | None) -> list[list[Any]]:
    return [[_word(_get(one, field)) for field in _CONSTRAINT] for one in constraints or ()]


def _get(thing: Any, name: str) -> Any:
    """A field of a manifest's dictionary or of dbt's object; None when it has none."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _text(thing: Any, name: str) -> str:
    return str(_word(_get(thing, name)) or "")


def _word(value: Any) -> Any:
    """An enumeration's value: dbt's objects hold it where the file has text."""
    return getattr(value, "value", value)


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
