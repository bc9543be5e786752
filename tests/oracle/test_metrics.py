"""Each metric, asked of MetricFlow, equals the column of the mart that it names, row by row and to the last decimal."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb
import pytest

from tests.oracle.compare import Rows, compare
from tests.oracle.metrics import KEYS

# The mart as a metric has it: a month is its first day, and a product without a category is in none.
SEEN = {
    "kpi_customer_retention": """
        select * replace (make_date(cohort_month_id // 100, cohort_month_id % 100, 1) as cohort_month_id)
        from kpi.kpi_customer_retention
    """,
    "kpi_revenue": "from kpi.kpi_revenue where category not in ('Uncategorised', 'Charges and adjustments')",
}


@pytest.mark.parametrize("mart", KEYS)
def test_metrics_equal_their_mart(oracle: duckdb.DuckDBPyConnection, mart: str) -> None:
    answers = _rows(oracle, f"from metrics.{mart}" + (" where category is not null" if mart == "kpi_revenue" else ""))
    marts = _rows(oracle, SEEN.get(mart, f"from kpi.{mart}"))
    scale = {name: _scale(marts, name) for name in answers[0] if name not in KEYS[mart]}
    found = {_key(row, mart): {name: _rounded(row[name], scale[name]) for name in scale} for row in answers}
    expected = {_key(row, mart): {name: _rounded(row[name], scale[name]) for name in scale} for row in marts}
    assert len(found) == len(answers) > 3
    assert compare(found, _without_empty_days(expected, found)) == []


def test_money_without_a_rate_is_left_out_of_no_sum(oracle: duckdb.DuckDBPyConnection) -> None:
    unknown = {
        name: [row["day"][:10] for row in sorted(rows, key=lambda row: str(row["day"])) if row[name] is None]
        for rows in (_rows(oracle, f"from metrics.{kind}") for kind in ("unconverted", "unconverted_refunds"))
        for name in rows[0]
    }
    assert unknown == {
        "day": [],
        "revenue_usd": ["2024-02-20", "2024-02-21"],
        "average_order_value_usd": ["2024-02-20", "2024-02-21"],
        "profit_usd": ["2024-02-20"],
        "margin_rate": ["2024-02-20"],
        "refund_amount_usd": ["2024-03-06"],
    }


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _key(row: dict[str, Any], mart: str) -> tuple[str, ...]:
    return tuple(str(row[name])[:10] if "date" in name or "month_id" in name else str(row[name]) for name in KEYS[mart])


def _scale(rows: list[dict[str, Any]], name: str) -> Decimal:
    """The last decimal that the mart has of a column."""
    value = next(row[name] for row in rows if row[name] is not None)
    return Decimal(1).scaleb(value.as_tuple().exponent) if isinstance(value, Decimal) else Decimal(1)


def _rounded(value: Any, scale: Decimal) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(scale, ROUND_HALF_UP)


def _without_empty_days(expected: Rows, found: Rows) -> Rows:
    """What the calendar of a mart lays out where nothing happened, and of which a metric has no row."""
    return {key: row for key, row in expected.items() if key in found or any(row.values())}
