-- What was counted. A day on which nobody counts has no row: the level of the last count holds until the next.
{{ config(
    unique_key="inventory_level_id",
    indexes=[{"columns": ["source", "date_id"]}, {"columns": ["product_id", "warehouse_id", "date_id"]}]
) }}

with levels as (
    select * from {{ ref("int_inventory_levels") }}
    where {{ changed_only("inventory_level_id") }}
),

products as (
    select * from {{ ref("dim_products") }}
),

warehouses as (
    select * from {{ ref("dim_warehouses") }}
),

keyed as (
    select
        levels.*,
        coalesce(products.product_key, -1) as product_key,
        coalesce(warehouses.warehouse_key, -1) as warehouse_key,
        {{ dbt.datediff("levels.last_restocked_date", "levels.level_date", "day") }} as days_since_restock,
        {{ dbt.datediff("levels.last_audit_date", "levels.level_date", "day") }} as days_since_audit
    from levels
    -- What the product was when that day ended.
    left join products
        on levels.product_id = products.product_id
        and {{ dbt.dateadd("day", 1, "levels.level_date") }} >= products.effective_from
        and {{ dbt.dateadd("day", 1, "levels.level_date") }} < products.effective_to
    left join warehouses on levels.warehouse_id = warehouses.warehouse_id
),

final as (
    select
        source_file_key,
        source_row,
        product_key,
        warehouse_key,
        stock_quantity,
        reserved_quantity,
        available_quantity,
        reorder_level,
        reorder_quantity,
        {{ date_id("level_date") }} as date_id,
        level_date,
        last_restocked_date,
        last_audit_date,
        days_since_restock,
        days_since_audit,
        inventory_level_id,
        source,
        product_id,
        warehouse_id,
        case
            when available_quantity is null then null
            when available_quantity <= 0 then 'Out of Stock'
            when available_quantity <= reorder_level then 'Reorder Required'
            when available_quantity <= 2 * reorder_level then 'Low Stock'
            else 'In Stock'
        end as stock_status,
        case
            when days_since_audit > 90 then 'Overdue'
            when days_since_audit > 60 then 'Due Soon'
            when days_since_audit is not null then 'Current'
        end as audit_status,
        currency_code,
        unit_cost
    from keyed
)

select * from final
