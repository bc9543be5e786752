-- The lines of each order from the one file that counts for it, never mixed from several: the greatest by path and
-- content that has accepted lines of the order. What is said of the whole order stands on each of its lines.
{{ config(
    materialized="incremental",
    unique_key="order_id",
    meta={"present_if": "content_key"},
    indexes=[
        {"columns": ["order_id"]}, {"columns": ["customer_id"]}, {"columns": ["product_id"]}, {"columns": ["order_date"]}
    ]
) }}
{% set changed = changed_file_ids("markets", ["orders"]) %}

with {{ latest_by_key(ref("chk_markets__orders"), "order_id", changed, whole_file=true) }}

final as (
    select
        latest.touched_id as order_id,
        cast(row_number() over of_order as integer) as line_number,
        cast(count(*) over whole_order as integer) as line_count,
        cast(sum(latest.quantity) over whole_order as {{ dbt.type_bigint() }}) as order_quantity,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        latest.market,
        latest.customer_id,
        latest.product_id,
        latest.ordered_at,
        latest.order_date,
        latest.order_status,
        latest.payment_method,
        latest.currency_code,
        latest.category,
        latest.quantity,
        latest.unit_price,
        latest.unit_cost,
        latest.line_amount,
        latest.order_amount,
        latest.subtotal_amount,
        latest.discount_amount,
        latest.tax_amount,
        latest.shipping_amount,
        latest.tip_amount
    from latest
    window
        whole_order as (partition by latest.touched_id),
        of_order as (partition by latest.touched_id order by latest.source_row)
)

select * from final
