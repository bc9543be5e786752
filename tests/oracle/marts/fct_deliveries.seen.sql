-- Version keys, warehouses and countries as what they stand for.
select
    deliveries.* exclude (customer_key, warehouse_key, geo_id),
    customers.customer_id as customer_member,
    warehouses.warehouse_id as warehouse_member,
    geography.country
from core.fct_deliveries as deliveries
left join core.dim_customers as customers using (customer_key)
left join core.dim_warehouses as warehouses using (warehouse_key)
left join core.dim_geography as geography on deliveries.geo_id = geography.geo_id
