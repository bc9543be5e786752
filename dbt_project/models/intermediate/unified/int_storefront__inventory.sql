-- The row that counts of each product, warehouse and day, by the time of the record (see macro latest_by_key).
{{ config(
    materialized="incremental",
    unique_key="inventory_level_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["inventory_level_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("storefront", ["inventory"]) %}

with {{ latest_by_key(
    ref("chk_storefront__inventory"), "inventory_level_id", changed, known_at="checked.created_at"
) }}

final as (
    select
        latest.touched_id as inventory_level_id,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        {{ natural_key("'storefront'", "latest.product_id") }} as product_id,
        latest.warehouse_id as warehouse,
        latest.batch_date as level_date,
        latest.stock_quantity,
        latest.reserved_quantity,
        latest.available_quantity,
        latest.reorder_level,
        latest.last_restocked_date
    from latest
)

select * from final
