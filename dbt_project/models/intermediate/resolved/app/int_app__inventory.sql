-- The row that counts of each product, warehouse and day, by the last delivery.
{{ config(unique_key="inventory_level_id", indexes=[{"columns": ["inventory_level_id"], "unique": true}]) }}
{% set known_at = "cast(last_restocked_date as " ~ dbt.type_timestamp() ~ ")" %}

with levels as (
    {{ accepted_rows("chk_app__inventory") }}
),

ranked as (
    select
        levels.*,
        row_number() over (partition by inventory_level_id order by {{ newest_first(known_at) }}) as place
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
        level_date,
        stock_quantity,
        reorder_level,
        reorder_quantity,
        last_restocked_date,
        unit_cost
    from ranked
    where place = 1
)

select * from final
