"""What MetricFlow answers when it is asked for the metrics by the keys of the mart that each of them equals."""

import json
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.factory import get_adapter_by_type
from dbt_metricflow.cli.dbt_connectors.adapter_backed_client import AdapterBackedSqlClient
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from dbt_tillhouse.semantics import SEMANTIC_MANIFEST
from orchestration.transform.project import target_dir
from tests.oracle.shops import store
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

# Columns that name a row of a mart, and MetricFlow's names for them.
KEYS = {
    "analytics_summary": {"summary_date": "metric_time__day"},
    "funnel": {"session_date": "metric_time__day", "device_type": "session__device_type"},
    "kpi_refunds": {
        "refund_date": "metric_time__day",
        "source": "refund__source",
        "market": "refund__market",
        "currency_code": "refund__currency_code",
    },
    "kpi_customer_retention": {
        "cohort_month_id": "metric_time__month",
        "source": "cohort__source",
        "market": "cohort__market",
        "months_since_first_order": "cohort__months_since_first_order",
    },
    "kpi_revenue": {
        "sales_date": "metric_time__day",
        "source": "sale__source",
        "market": "sale__market",
        "currency_code": "sale__currency_code",
        "category": "product__category",
    },
}
# Metrics that equal a column of another mart as well: here by a column of a dimension, which must be joined.
ELSEWHERE = {"kpi_revenue": {"net_amount_usd": "revenue_usd", "order_count": "order_count"}}


def questions(manifest: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Of each mart the columns that are metrics, as the metrics that are shown say themselves."""
    found: dict[str, dict[str, str]] = {}
    for metric in manifest["metrics"]:
        if not metric["type_params"]["is_private"]:
            mart, column = metric["config"]["meta"]["mart"].split(".")
            found.setdefault(mart, {})[column] = metric["name"]
    return found | ELSEWHERE


def read_metrics(database: Path) -> None:
    """Ask for all metrics, on the connection that dbt built the warehouse with; keep a table of answers per mart.

    What is asked last, `metrics.unconverted` and `metrics.unconverted_refunds`, is what two days of sales and one of
    refunds come to once a row of theirs has no rate: currencies that nobody knows a rate of are in no generated file.
    """
    manifest = (target_dir(get_settings()) / SEMANTIC_MANIFEST).read_text()
    engine = MetricFlowEngine(
        SemanticManifestLookup(parse_manifest_from_dbt_generated_manifest(manifest)),
        AdapterBackedSqlClient(get_adapter_by_type("postgres")),
    )
    with duckdb.connect(database) as copy:
        copy.execute("create schema metrics")
        for mart, columns in questions(json.loads(manifest)).items():
            store(copy, f"metrics.{mart}", _ask(engine, columns, KEYS[mart]), database.parent)
        with connect_admin(get_settings()) as connection:
            for change in WITHOUT_RATE:
                assert connection.execute(change).rowcount == 1
        day = {"day": "metric_time__day"}
        sales = {name: name for name in ("revenue_usd", "average_order_value_usd", "profit_usd", "margin_rate")}
        refunds = {"refund_amount_usd": "refund_amount_usd"}
        store(copy, "metrics.unconverted", _ask(engine, sales, day), database.parent)
        store(copy, "metrics.unconverted_refunds", _ask(engine, refunds, day), database.parent)


# A line whose cost is known on one day, one whose cost is not on another, and a refund.
_A_LINE = (
    "update core.fct_sales set total_price_usd = null, usd_rate = null where sale_id = ("
    "select min(sale_id) from core.fct_sales where quantity > 0 and not is_cancelled and not is_return"
)
WITHOUT_RATE = (
    _A_LINE + " and date_id = 20240220 and unit_cost is not null)",
    _A_LINE + " and date_id = 20240221 and unit_cost is null)",
    "update core.fct_refunds set refund_amount_usd = null where order_id = ("
    "select min(order_id) from core.fct_refunds where date_id = 20240306)",
)


def _ask(engine: MetricFlowEngine, metrics: dict[str, str], keys: dict[str, str]) -> list[dict[str, str | None]]:
    """Rows of the answer as texts, under the names that the columns are to have."""
    asked = MetricFlowQueryRequest.create(metric_names=list(metrics.values()), group_by_names=list(keys.values()))
    answer = engine.query(asked).result_df
    assert answer is not None
    places = {column: answer.column_names.index(name) for column, name in (metrics | keys).items()}
    return [{column: _text(row[place]) for column, place in places.items()} for row in answer.rows]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
