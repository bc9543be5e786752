-- Fails if an order, customer, product, delivery, event or inventory level is there although no accepted row of a
-- visible file speaks of it, is missing although one does, or is there twice. Looks at the keys of files that no gate
-- has passed yet. Does not assert that the right row won.
{{ config(tags=["gate"], meta={"dagster": {"ref": {"name": "int_storefront__orders"}}}) }}
{{ resolved_keys(unverified_file_ids()) }}
