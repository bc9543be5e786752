-- Version keys and countries as what they stand for. What is in doubt is
-- computed a second time in tests/e2e/doubt_witness.py.
select
    orders.* exclude (has_warning, customer_key, geo_id),
    customers.customer_id as customer_member,
    geography.country
from core.fct_orders as orders
left join core.dim_customers as customers using (customer_key)
left join core.dim_geography as geography on orders.geo_id = geography.geo_id
