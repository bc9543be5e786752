-- The row that counts of each product, warehouse and day, by the last delivery (see macro latest_by_key).
{{ config(
    materialized="incremental",
    unique_key="inventory_level_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["inventory_level_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("app", ["inventory"]) %}
{% set known_at = "cast(checked.last_restocked_date as " ~ dbt.type_timestamp() ~ ")" %}

with {{ latest_by_key(ref("chk_app__inventory"), "inventory_level_id", changed, known_at=known_at) }}

final as (
    select
        latest.touched_id as inventory_level_id,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        latest.product_id,
        latest.warehouse,
        latest.level_date,
        latest.stock_quantity,
        latest.reorder_level,
        latest.reorder_quantity,
        latest.last_restocked_date,
        latest.unit_cost
    from latest
)

select * from final
