-- key: inventory_level_id
with counted as (
    select
        *,
        source || ':' || warehouse as warehouse_id,
        coalesce(available_quantity, stock_quantity - coalesce(reserved_quantity, 0)) as available,
        level_date - last_audit_date as audit_age
    from inventory_levels
)
select
    content_key as source_file_key,
    place as source_row,
    case when products.product_id is null then 'unknown' else counted.product_id end as product_member,
    warehouse_id as warehouse_member,
    stock_quantity,
    reserved_quantity,
    available as available_quantity,
    reorder_level,
    reorder_quantity,
    day_number(level_date) as date_id,
    level_date,
    last_restocked_date,
    last_audit_date,
    cast(level_date - last_restocked_date as integer) as days_since_restock,
    cast(audit_age as integer) as days_since_audit,
    counted.product_id || ':' || warehouse || ':' || cast(level_date as varchar) as inventory_level_id,
    source,
    counted.product_id,
    warehouse_id,
    case
        when available is null then null
        when available = 0 then 'Out of Stock'
        when available <= reorder_level then 'Reorder Required'
        when available <= 2 * reorder_level then 'Low Stock'
        else 'In Stock'
    end as stock_status,
    case
        when audit_age is null then null
        when audit_age > 90 then 'Overdue'
        when audit_age > 60 then 'Due Soon'
        else 'Current'
    end as audit_status,
    'USD' as currency_code,
    unit_cost
from counted
left join products on counted.product_id = products.product_id
