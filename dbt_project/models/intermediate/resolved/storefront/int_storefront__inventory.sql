-- The row that counts of each product, warehouse and day, by the time of the record.
{{ config(unique_key="inventory_level_id", indexes=[{"columns": ["inventory_level_id"], "unique": true}]) }}

with levels as (
    {{ accepted_rows("chk_storefront__inventory") }}
),

ranked as (
    select
        levels.*,
        row_number() over (partition by inventory_level_id order by {{ newest_first("created_at") }}) as place
    from levels
    where {{ changed_only("inventory_level_id") }}
),

final as (
    select
        inventory_level_id,
        file_id,
        content_key,
        source_row,
        product_id,
        warehouse_id,
        batch_date as level_date,
        stock_quantity,
        reserved_quantity,
        available_quantity,
        reorder_level,
        last_restocked_date,
        last_audit_date
    from ranked
    where place = 1
)

select * from final
