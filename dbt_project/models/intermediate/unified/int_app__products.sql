-- What the row that counts of each product says of it (see macro latest_by_key), in whichever warehouse it lies.
{{ config(
    materialized="incremental",
    unique_key="product_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["product_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("app", ["inventory"]) %}
{% set known_at = "cast(coalesce(checked.last_restocked_date, checked.level_date) as " ~ dbt.type_timestamp() ~ ")" %}

with {{ latest_by_key(ref("chk_app__inventory"), "product_id", changed, known_at=known_at) }}

final as (
    select
        latest.touched_id as product_id,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        latest.first_known_at,
        latest.known_at,
        latest.product_name,
        latest.category,
        latest.brand,
        latest.supplier,
        latest.unit_price,
        latest.unit_cost,
        latest.is_active,
        latest.rule_codes
    from latest
)

select * from final
