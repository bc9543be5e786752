-- Fails if what assert_new_orders_equal_accepted_orders asserts does not hold for a day of the whole history.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "fct_orders"}}}) }}
{{ orders_of_days() }}
