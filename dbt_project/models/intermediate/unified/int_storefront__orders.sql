-- The row that counts of each order (see macro latest_by_key), by the time of the record, else the file's day.
{{ config(
    materialized="incremental",
    unique_key="order_id",
    meta={"present_if": "content_key"},
    indexes=[
        {"columns": ["order_id"], "unique": true}, {"columns": ["customer_id"]}, {"columns": ["product_id"]},
        {"columns": ["order_date"]}
    ]
) }}
{% set changed = changed_file_ids("storefront", ["orders"]) %}

with {{ latest_by_key(ref("chk_storefront__orders"), "order_id", changed, storefront_known_at()) }}

final as (
    select
        {{ natural_key("'storefront'", "latest.touched_id") }} as order_id,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        {{ natural_key("'storefront'", "latest.customer_id") }} as customer_id,
        {{ natural_key("'storefront'", "latest.product_id") }} as product_id,
        latest.order_date,
        latest.ordered_at,
        latest.created_at,
        latest.order_amount,
        latest.currency_code,
        replace(lower(latest.payment_method), ' ', '_') as payment_method,
        replace(lower(latest.order_status), ' ', '_') as order_status,
        latest.rule_codes
    from latest
)

select * from final
