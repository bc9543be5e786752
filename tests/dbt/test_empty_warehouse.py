"""The project on a warehouse without a single file: it builds, every gate holds, and every column is described."""

import json
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult

from ingestion import ingest
from tests.database import query
from warehouse.settings import WarehouseSettings

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@pytest.fixture
def target(warehouse: WarehouseSettings, tmp_path: Path) -> Path:
    """Folder of what dbt wrote while it built and documented an empty warehouse."""
    ingest()
    # A part is no less up to date than the whole when there is no file that it could lack.
    for command in (["build"], ["build", "--select", "fct_sales"], ["docs", "generate", "--static"]):
        outcome = dbt(*command, target=tmp_path)
        assert outcome.success, [
            result.node.name for result in getattr(outcome.result, "results", []) if result.message
        ]
    return tmp_path


def dbt(*command: str, target: Path) -> dbtRunnerResult:
    """Run dbt on the project, with what it writes kept out of the project."""
    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)]
    return dbtRunner().invoke(["--quiet", "--log-path", str(target), *command, *folders])


def test_an_empty_warehouse_builds_into_empty_marts_with_every_column_described(target: Path) -> None:
    for table in ("core.fct_sales", "core.dim_date", "kpi.kpi_revenue", "kpi.analytics_summary"):
        assert query(f"select count(*) from {table}") == [(0,)]
    assert query("select count(*) from observability.rejected_rows") == [(0,)]

    catalog = json.loads((target / "catalog.json").read_text())
    manifest = json.loads((target / "manifest.json").read_text())
    described = manifest["nodes"] | manifest["sources"]
    tables = catalog["nodes"] | catalog["sources"]
    assert {name for name, node in manifest["nodes"].items() if node["resource_type"] in ("model", "seed")} <= set(
        tables
    )
    differing = {
        name: set(table["columns"]) ^ set(described[name]["columns"])
        for name, table in tables.items()
        if set(table["columns"]) != set(described[name]["columns"])
    }
    assert differing == {}
    assert (target / "static_index.html").stat().st_size > 0
