"""Where one `tillhouse run` spent its time: from its own report and dbt's results, nothing instrumented."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from orchestration.transform.project import target_dir
from warehouse.settings import WarehouseSettings

# dbt calls the project's hooks operations.
_HOOK_AT_END = "on-run-end"
_KINDS = {"model": "models", "seed": "seeds", "snapshot": "snapshots", "test": "gates", "unit_test": "unit tests"}


def read_phases(settings: WarehouseSettings, report: Mapping[str, Any], seconds: float) -> dict[str, float]:
    """Seconds by phase of the run that ended last; they add up, labels with a dot apart, which are part of a phase.

    Args:
        settings: where it ran.
        report: what `tillhouse run --json` printed.
        seconds: what the process took from start to end.
    """
    results = json.loads((target_dir(settings) / "run_results.json").read_text())["results"]
    return phases(results, report["ingest"]["seconds"], report["build"]["seconds"], seconds)


def phases(results: Iterable[Mapping[str, Any]], load: float, build: float, seconds: float) -> dict[str, float]:
    """The same from dbt's results, the seconds of the load, of dbt's command, and of the process."""
    nodes: list[Mapping[str, Any]] = []
    at_end: list[Mapping[str, Any]] = []
    for result in results:
        if result["timing"]:
            (at_end if _HOOK_AT_END in result["unique_id"] else nodes).append(result)
    spent = {"load": load, "dbt: import, parse, select": 0.0, "nodes": _stretch(nodes)}
    for result in nodes:
        kind = result["unique_id"].partition(".")[0]
        if kind in _KINDS:
            label = f"nodes.{_KINDS[kind]}, sum over threads"
            spent[label] = spent.get(label, 0.0) + result["execution_time"]
    spent["publish (on-run-end)"] = _stretch(at_end)
    spent["dbt: import, parse, select"] = max(0.0, build - spent["nodes"] - spent["publish (on-run-end)"])
    return {**spent, "start, plan (parse), summary": max(0.0, seconds - load - build)}


def _stretch(results: Iterable[Mapping[str, Any]]) -> float:
    """Seconds from the first start to the last end."""
    moments = [
        datetime.fromisoformat(timing[moment])
        for result in results
        for timing in result["timing"]
        for moment in ("started_at", "completed_at")
    ]
    return (max(moments) - min(moments)).total_seconds() if moments else 0.0
