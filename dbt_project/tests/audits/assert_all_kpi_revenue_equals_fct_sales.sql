-- Fails if what assert_kpi_revenue_equals_fct_sales asserts does not hold for a sales line of the whole history.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "kpi_revenue"}}}) }}
{{ revenue_of_days() }}
