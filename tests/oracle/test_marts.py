"""Facts and KPI marts against what DuckDB makes of the raw files, cell by cell; see `compare.py` and `marts/`."""

from pathlib import Path

import duckdb

from tests.oracle.compare import compare, differences, oracles

KPI = Path(__file__).parents[2] / "dbt_project" / "models" / "marts" / "kpi"
# Marts that are not counted a second time yet, each with what is missing.
WITHOUT_ORACLE = {
    "customer_analytics": "an oracle",
    "rfm_segments": "an oracle",
    "segment_analysis": "an oracle",
}


def test_the_oracle_adds_up_to_what_the_generator_wrote(oracle: duckdb.DuckDBPyConnection) -> None:
    """The oracle reads the files on its own; only the truth knows whether it reads them right."""
    found = """
        select
            lines.source, lines.market, cast(lines.order_date as varchar), lines.currency_code,
            count(distinct lines.order_id), count(*), sum(lines.total_price)
        from lines
        group by all
        order by all
    """
    expected = """
        select
            source, coalesce(market, source), date, currency, cast(orders as bigint), cast(lines as bigint),
            cast(total_price as decimal(38, 4))
        from raw.truth_sales
        order by all
    """
    assert oracle.execute(found).fetchall() == oracle.execute(expected).fetchall()


def test_every_kpi_mart_is_counted_a_second_time() -> None:
    marts = {file.stem for file in KPI.rglob("*.sql")}
    assert marts - set(oracles()) == set(WITHOUT_ORACLE)


def test_marts_equal_their_oracles(oracle: duckdb.DuckDBPyConnection) -> None:
    assert oracles()
    found = {mart: differences(oracle, mart) for mart in oracles()}
    assert {mart: differs for mart, differs in found.items() if differs} == {}


def test_a_difference_is_named_with_key_column_and_both_values() -> None:
    found = {("a",): {"k": "a", "n": 1}, ("b",): {"k": "b", "n": 2}, ("c", "again"): {"k": "c", "n": 3}}
    expected = {("a",): {"k": "a", "n": 1}, ("b",): {"k": "b", "n": 5, "m": None}, ("d",): {"k": "d", "n": 4}}
    assert compare(found, expected) == [
        "b: n is 2, expected 5",
        "b: m is no column, expected None",
        "c, again: not expected at all",
        "d: missing",
    ]
