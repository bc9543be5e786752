"""Manifests as dbt writes them, as small as a test needs them."""

from typing import Any

from dbt_tillhouse.graph import Graph, read_graph


def model(name: str, *parents: str, code: str = "", materialized: str = "table", **more: Any) -> dict[str, Any]:
    """A model; parents are named as dbt does, and `folder` is below `models/`."""
    folder = more.pop("folder", "marts")
    return {
        "unique_id": f"model.t.{name}",
        "resource_type": "model",
        "name": name,
        "fqn": ["t", folder, name],
        "original_file_path": f"models/{folder}/{name}.sql",
        "schema": "core",
        "alias": name,
        "raw_code": code or f"select * from {name}",
        "config": {"materialized": materialized},
        "unrendered_config": {"materialized": materialized},
        "depends_on": {"nodes": list(parents), "macros": more.pop("macros", [])},
        "columns": {},
        "constraints": [],
        "tags": [],
        **more,
    }


def seed(name: str, content: str) -> dict[str, Any]:
    checksum = {"name": "sha256", "checksum": content}
    return (
        model(name, materialized="seed")
        | {"unique_id": f"seed.t.{name}", "resource_type": "seed"}
        | {"checksum": checksum}
    )


def gate(name: str, *parents: str, tags: tuple[str, ...] = ("gate",)) -> dict[str, Any]:
    return model(name, *parents, materialized="test", tags=list(tags)) | {
        "unique_id": f"test.t.{name}",
        "resource_type": "test",
    }


def source(schema: str, table: str) -> dict[str, Any]:
    return {"unique_id": f"source.t.{schema}.{table}", "schema": schema, "identifier": table}


def macro(name: str, code: str, *calls: str, package: str = "t", **meta: Any) -> dict[str, Any]:
    return {
        "unique_id": f"macro.{package}.{name}",
        "name": name,
        "package_name": package,
        "macro_sql": code,
        "depends_on": {"macros": list(calls)},
        "meta": meta,
    }


def graph(*things: dict[str, Any]) -> Graph:
    """The graph of these nodes, sources and macros."""
    kinds: dict[str, dict[str, Any]] = {"nodes": {}, "sources": {}, "macros": {}}
    for thing in things:
        kind = thing["unique_id"].partition(".")[0]
        kinds[f"{kind}s" if kind in ("source", "macro") else "nodes"][thing["unique_id"]] = thing
    return read_graph(kinds)
