-- The latest accepted row of each customer among the visible files (see macro latest_of_lines). The shop sends all of
-- its customers every day.
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("storefront", ["customers"]) %}
{% set withdrawn = changed_file_ids("storefront", ["customers"], withdrawn_only=true) %}
{% set judged = ref("chk_storefront__customers") %}
{% set columns = [
    "birth_date", "registration_date", "country", "customer_tier", "rule_codes"
] %}

with lines as (
    {{ visible_rows(judged, storefront_known_at()) }}
),

{{ latest_of_lines(
    [judged], "customer_id", ["file_id", "created_at"] + columns, changed, withdrawn, place="batch_date",
    known_key=natural_key("'storefront'", "touched_id")
) }}

final as (
    select
        {{ natural_key("'storefront'", "touched_id") }} as customer_id,
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
