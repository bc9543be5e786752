-- The latest accepted row of each product among the visible files (see macro latest_of_lines). The shop sends all of
-- its products every day.
{{ config(
    materialized="incremental",
    unique_key="product_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["product_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("storefront", ["products"]) %}
{% set withdrawn = changed_file_ids("storefront", ["products"], withdrawn_only=true) %}
{% set judged = ref("chk_storefront__products") %}
{% set columns = [
    "launch_date", "is_discontinued", "product_name", "category", "subcategory", "brand", "price", "currency_code",
    "weight_kg", "dimensions_cm", "colour", "material", "rule_codes"
] %}

with lines as (
    {{ visible_rows(judged, storefront_known_at()) }}
),

{{ latest_of_lines(
    [judged], "product_id", ["file_id", "created_at"] + columns, changed, withdrawn, place="batch_date",
    known_key=natural_key("'storefront'", "touched_id")
) }}

final as (
    select
        {{ natural_key("'storefront'", "touched_id") }} as product_id,
        first_known_at,
        known_at,
        file_id,
        content_key,
        source_row,
        batch_date,
        created_at,
        {{ columns | join(", ") }}
    from latest
)

select * from final
