"""What the code location holds, loaded in a process of its own that may not open a connection."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingestion.contracts import load_contracts

LOAD = """
import json, sys

def refuse(event, args):
    if event == "socket.connect":
        raise RuntimeError(f"loading the definitions opens a connection: {args}")

sys.addaudithook(refuse)
from orchestration.definitions import defs
from orchestration.defs.models import MANIFEST as manifest

repository = defs().get_repository_def()
graph = repository.asset_graph
print(json.dumps({
    "groups": {
        group: sorted("/".join(key.path) for key in graph.get_all_asset_keys() if graph.get(key).group_name == group)
        for group in sorted({graph.get(key).group_name for key in graph.get_all_asset_keys()})
    },
    "not_made_here": sorted("/".join(key.path) for key in graph.external_asset_keys),
    "parents": {
        "/".join(key.path): sorted("/".join(parent.path) for parent in graph.get(key).parent_keys)
        for key in graph.get_all_asset_keys()
    },
    "checks": sorted(key.name for key in graph.asset_check_keys),
    "tests": sorted(node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"),
    "sources": sorted(f"{source['source_name']}/{source['name']}" for source in manifest["sources"].values()),
    "jobs": sorted(name for name in repository.job_names if not name.startswith("__")),
    "job_assets": sorted(
        "/".join(key.path) for key in repository.get_job("process_new_files_job").asset_layer.executable_asset_keys
    ),
    "sensors": {sensor.name: sensor.default_status.value for sensor in repository.sensor_defs},
    "schedules": {
        schedule.name: [schedule.job_name, schedule.cron_schedule, schedule.execution_timezone]
        for schedule in repository.schedule_defs
    },
    "audits": sorted(
        key.name
        for data in repository.get_job("audit_job").asset_layer.data
        for key in data.assets_def.check_keys
    ),
    "gates": sorted(
        node["name"] for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and "gate" in node["tags"]
    ),
    "pools": sorted(graph.get(key).pools.pop() for key in graph.materializable_asset_keys),
}))
"""

GROUPS = {
    "core": [
        "agg_carts",
        "agg_customer_days",
        "agg_customer_months",
        "agg_customer_windows",
        "agg_customers",
        "agg_daily",
        "agg_daily_totals",
        "agg_deliveries",
        "agg_inventory",
        "agg_orders",
        "agg_product_days",
        "agg_product_demand",
        "agg_products",
        "agg_sessions",
        "dim_customer_generations",
        "dim_customers",
        "dim_date",
        "dim_geography",
        "dim_products",
        "dim_source",
        "dim_warehouses",
        "fct_deliveries",
        "fct_events",
        "fct_inventory_levels",
        "fct_orders",
        "fct_refunds",
        "fct_sales",
        "fct_sessions",
    ],
    "intermediate": [
        "changed_batches",
        "changed_comparisons",
        "changed_customer_keys",
        "changed_customers",
        "changed_days",
        "changed_deliveries",
        "changed_delivery_days",
        "changed_events",
        "changed_files",
        "changed_inventory_levels",
        "changed_invoice_days",
        "changed_listings",
        "changed_orders",
        "changed_product_keys",
        "changed_products",
        "changed_quarters",
        "changed_session_days",
        "changed_sessions",
        "changed_stocks",
        "changed_windows",
        "chk_app__events",
        "chk_app__inventory",
        "chk_app__orders",
        "chk_markets__customers",
        "chk_markets__deliveries",
        "chk_markets__orders",
        "chk_retail__invoices",
        "chk_storefront__customers",
        "chk_storefront__inventory",
        "chk_storefront__orders",
        "chk_storefront__products",
        "chk_storefront__shipping",
        "int_app__addresses",
        "int_app__events",
        "int_app__inventory",
        "int_app__order_lines",
        "int_believable_ranges",
        "int_business_days",
        "int_countries",
        "int_currencies",
        "int_customers",
        "int_daily_rates",
        "int_deliveries",
        "int_doubtful_orders",
        "int_doubts",
        "int_events",
        "int_file_columns",
        "int_file_dates",
        "int_file_days",
        "int_file_rules",
        "int_file_versions",
        "int_file_warehouses",
        "int_full_files",
        "int_inventory_levels",
        "int_markets__deliveries",
        "int_markets__order_lines",
        "int_order_versions",
        "int_orders",
        "int_products",
        "int_rejected_rows",
        "int_retail__order_customers",
        "int_retail__product_days",
        "int_sales_dates",
        "int_sales_lines",
        "int_storefront__inventory",
        "int_storefront__orders",
        "int_storefront__shipping",
        "int_usual_values",
        "restated_days",
        "restated_orders",
        "val_app__orders",
        "val_markets__deliveries",
        "val_markets__orders",
        "val_storefront__customers",
        "val_storefront__inventory",
        "val_storefront__orders",
        "val_storefront__products",
        "val_storefront__shipping",
    ],
    "snapshots": [
        "snp_app__customers",
        "snp_app__inventory",
        "snp_app__orders",
        "snp_app__products",
        "snp_markets__customers",
        "snp_markets__deliveries",
        "snp_markets__orders",
        "snp_markets__products",
        "snp_retail__customers",
        "snp_retail__products",
        "snp_storefront__customers",
        "snp_storefront__inventory",
        "snp_storefront__orders",
        "snp_storefront__products",
        "snp_storefront__shipping",
    ],
    "kpi": [
        "analytics_summary",
        "basket_affinity",
        "customer_analytics",
        "customer_order_metrics",
        "delivery_performance",
        "funnel",
        "inventory_health",
        "kpi_customer_retention",
        "kpi_discounts",
        "kpi_new_vs_repeat",
        "kpi_payments",
        "kpi_refunds",
        "kpi_revenue",
        "kpi_top_products",
        "order_anomalies",
        "product_analytics",
        "product_entry_value",
        "quantity_anomalies",
        "rfm_segments",
        "seasonal_analysis",
        "segment_analysis",
    ],
    "landing": ["app", "markets", "retail", "storefront"],
    "observability": [
        "broken_rules",
        "data_quality_metrics",
        "doubtful_sales",
        "processing_log",
        "rejected_rows",
        "validation_results",
        "validation_scores",
    ],
    "ops": ["batches", "files"],
    "pii": ["customers"],
    "quarantine": ["rejected_rows"],
    "raw_app": ["events", "inventory", "orders"],
    "raw_markets": ["customers", "deliveries", "orders"],
    "raw_retail": ["invoices"],
    "raw_storefront": ["customers", "inventory", "orders", "products", "shipping"],
    "staging": [
        "compared_feeds",
        "currencies",
        "doubtful_rules",
        "dq_rules",
        "fx_rates",
        "geography",
        "source_systems",
        "stg_app__events",
        "stg_app__inventory",
        "stg_app__orders",
        "stg_markets__customers",
        "stg_markets__deliveries",
        "stg_markets__orders",
        "stg_ops__batches",
        "stg_ops__files",
        "stg_quarantine__rejected_rows",
        "stg_retail__invoices",
        "stg_storefront__customers",
        "stg_storefront__inventory",
        "stg_storefront__orders",
        "stg_storefront__products",
        "stg_storefront__shipping",
        "validation_checks",
    ],
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TILLHOUSE_")},
        "TILLHOUSE_HOME": str(tmp_path_factory.mktemp("home")),
        "TILLHOUSE_TIMEZONE": "Europe/Berlin",
        "TILLHOUSE_DATABASE_URL": "postgresql://nobody:nothing@192.0.2.1:5432/nowhere",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    content: dict[str, Any] = json.loads(done.stdout)
    return content


def test_the_assets_are_exactly_these_in_the_groups_of_their_schemas(loaded: dict[str, Any]) -> None:
    assert loaded["groups"] == {group: [f"{group}/{name}" for name in names] for group, names in GROUPS.items()}


def test_jobs_sensors_and_schedules_are_exactly_these(loaded: dict[str, Any]) -> None:
    assert loaded["jobs"] == ["audit_job", "process_new_files_job"]
    assert loaded["sensors"] == {"landing_sensor": "RUNNING"}
    assert loaded["schedules"] == {"daily_audit": ["audit_job", "0 8 * * *", "Europe/Berlin"]}


def test_the_audits_are_all_tests_but_the_gates(loaded: dict[str, Any]) -> None:
    assert loaded["gates"]
    assert loaded["audits"] == sorted(set(loaded["tests"]) - set(loaded["gates"]))


def test_the_job_makes_everything_but_the_landing_folders(loaded: dict[str, Any]) -> None:
    everything = {key for keys in loaded["groups"].values() for key in keys}
    assert set(loaded["not_made_here"]) == {f"landing/{source}" for source in GROUPS["landing"]}
    assert set(loaded["job_assets"]) == everything - set(loaded["not_made_here"])


def test_every_contract_is_an_asset_with_the_key_of_its_dbt_source(loaded: dict[str, Any]) -> None:
    feeds = {f"{contract.raw_schema}/{contract.feed}" for contract in load_contracts().values()}
    assert feeds == {source for source in loaded["sources"] if source.startswith("raw_")}
    assert feeds == {key for source in GROUPS["landing"] for key in loaded["groups"][f"raw_{source}"]}


def test_lineage_has_no_gap_from_the_landing_folder_to_every_model(loaded: dict[str, Any]) -> None:
    parents = loaded["parents"]
    seeds = {
        *("compared_feeds", "currencies", "doubtful_rules", "dq_rules"),
        *("fx_rates", "geography", "source_systems", "validation_checks"),
    }
    assert set(loaded["sources"]) <= set(parents)
    roots = {key for key, above in parents.items() if not above}
    assert roots == {*(f"landing/{source}" for source in GROUPS["landing"]), *(f"staging/{seed}" for seed in seeds)}
    assert parents["raw_retail/invoices"] == ["landing/retail"]
    assert "raw_retail/invoices" in parents["staging/stg_retail__invoices"]


def test_every_dbt_data_test_is_a_check(loaded: dict[str, Any]) -> None:
    assert len(loaded["tests"]) > 50
    assert loaded["checks"] == loaded["tests"]


def test_whatever_writes_the_warehouse_shares_one_pool(loaded: dict[str, Any]) -> None:
    assert set(loaded["pools"]) == {"warehouse_writer"}
