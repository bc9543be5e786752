-- Version keys and countries as what they stand for.
select
    sessions.* exclude (customer_key, geo_id),
    customers.customer_id as customer_member,
    geography.country
from core.fct_sessions as sessions
left join core.dim_customers as customers using (customer_key)
left join core.dim_geography as geography on sessions.geo_id = geography.geo_id
