-- Fails if what assert_new_keys_are_resolved_once asserts does not hold for a key of the whole history.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "int_storefront__orders"}}}) }}
{{ resolved_keys() }}
