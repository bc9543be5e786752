-- Version keys and countries as what they stand for. What is in doubt is
-- computed a second time in tests/e2e/doubt_witness.py.
select
    sales.* exclude (has_warning, customer_key, product_key, geo_id),
    customers.customer_id as customer_member,
    products.product_id as product_member,
    geography.country
from core.fct_sales as sales
left join core.dim_customers as customers using (customer_key)
left join core.dim_products as products using (product_key)
left join core.dim_geography as geography on sales.geo_id = geography.geo_id
