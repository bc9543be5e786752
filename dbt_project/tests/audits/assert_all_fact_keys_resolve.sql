-- Fails if what assert_new_fact_keys_resolve asserts does not hold for a sales line of the whole history.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "fct_sales"}}}) }}
{{ fact_keys_of_days() }}
