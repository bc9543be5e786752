"""Metrics: what they name exists and is what readers see, and they say the same as models and documents do."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from orchestration.metrics import PAGE, render

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
PUBLISHED = {"core", "kpi", "observability"}


@pytest.fixture(scope="module")
def as_file(manifest: Manifest) -> dict[str, Any]:
    """The manifest as dbt writes it to its file."""
    content: dict[str, Any] = manifest.writable_manifest().to_dict(omit_none=False)
    return content


def layer(node: dict[str, Any]) -> str:
    """The layer of a model's folder: `kpi`."""
    parts = Path(node["original_file_path"]).parts
    return parts[2] if parts[1] == "marts" else parts[1]


def test_the_page_about_the_metrics_is_up_to_date(as_file: dict[str, Any]) -> None:
    assert PAGE.read_text() == render(as_file), "make metrics"


def test_a_metric_that_is_shown_says_what_it_counts_and_which_column_it_equals(as_file: dict[str, Any]) -> None:
    models = [node for node in as_file["nodes"].values() if node["resource_type"] == "model"]
    marts = {node["name"]: node for node in models if layer(node) == "kpi"}
    shown = [one for one in as_file["metrics"].values() if not one["type_params"]["is_private"]]
    assert {one["name"] for one in shown} >= {"revenue_usd", "margin_rate", "retention_rate", "refund_count"}
    for metric in shown:
        mart, column = metric["config"]["meta"]["mart"].split(".")
        assert metric["description"], metric["name"]
        assert metric["label"] != metric["name"], metric["name"]
        assert column in marts[mart]["columns"], metric["name"]


@pytest.mark.parametrize("name", ["is_sold", "is_void"])
def test_metrics_and_models_ask_the_same_of_a_sales_line(manifest: Manifest, name: str) -> None:
    """Models call a macro; yml cannot, and has its condition as a variable."""
    macro = manifest.macros[f"macro.tillhouse.{name}"].macro_sql
    body = " ".join(re.sub(r"{%.*?%}", "", macro, flags=re.DOTALL).split())
    variables = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    assert body.replace("{{ sales }}.", "").removeprefix("(").removesuffix(")").strip() == variables[name]


def test_metrics_count_in_tables_that_are_published(as_file: dict[str, Any]) -> None:
    models = [as_file["nodes"][model["depends_on"]["nodes"][0]] for model in as_file["semantic_models"].values()]
    assert models
    assert {layer(model) for model in models} <= PUBLISHED
