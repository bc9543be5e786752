-- Version keys and countries as what they stand for. What the content of a file is called only its reader knows.
select
    events.* exclude (customer_key, product_key, geo_id, source_file_key),
    customers.customer_id as customer_member,
    products.product_id as product_member,
    geography.country
from core.fct_events as events
left join core.dim_customers as customers using (customer_key)
left join core.dim_products as products using (product_key)
left join core.dim_geography as geography on events.geo_id = geography.geo_id
