-- Fails if on a day of files that no gate has passed yet fct_orders has other orders of marketplaces and app than were
-- accepted, or they come to another amount, counted once per order. Does not compare an order with its lines.
{{ config(tags=["gate"], meta={"dagster": {"ref": {"name": "fct_orders"}}}) }}
{{ orders_of_days(unverified_days()) }}
