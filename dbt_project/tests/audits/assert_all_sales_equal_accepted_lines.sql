-- Fails if what assert_new_sales_equal_accepted_lines asserts does not hold for a day of the whole history.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "fct_sales"}}}) }}
{{ sales_of_days() }}
