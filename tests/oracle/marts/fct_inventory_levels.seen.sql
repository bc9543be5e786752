-- Version keys and warehouses as what they stand for. What a workbook's content is called only its reader knows.
select
    levels.* exclude (product_key, warehouse_key)
        replace (case when levels.source = 'storefront' then source_file_key end as source_file_key),
    products.product_id as product_member,
    warehouses.warehouse_id as warehouse_member
from core.fct_inventory_levels as levels
left join core.dim_products as products using (product_key)
left join core.dim_warehouses as warehouses using (warehouse_key)
