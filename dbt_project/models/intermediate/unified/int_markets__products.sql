-- The marketplaces have no product file: a product is what its order lines say of it, above all its latest one.
{{ config(
    materialized="incremental",
    unique_key="product_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["product_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("markets", ["orders"]) %}
{% set withdrawn = changed_file_ids("markets", ["orders"], withdrawn_only=true) %}
{% set judged = ref("chk_markets__orders") %}
{% set columns = ["market", "category", "unit_price", "unit_cost", "currency_code"] %}

with lines as (
    {{ visible_rows(judged, "checked.ordered_at") }}
),

{{ latest_of_lines([judged], "product_id", columns, changed, withdrawn) }}

final as (
    select
        touched_id as product_id,
        {{ columns | join(", ") }},
        path,
        content_key,
        source_row,
        first_known_at,
        known_at
    from latest
)

select * from final
