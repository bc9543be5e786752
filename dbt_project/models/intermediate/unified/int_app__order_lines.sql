-- The items of the row that counts of each order (see macro latest_by_key), one a line. What is said of the whole order
-- stands on each of its lines.
{{ config(
    materialized="incremental",
    unique_key="order_id",
    meta={"present_if": "content_key"},
    indexes=[
        {"columns": ["order_id"]}, {"columns": ["customer_id"]}, {"columns": ["product_id"]}, {"columns": ["order_date"]}
    ]
) }}
{% set changed = changed_file_ids("app", ["orders"]) %}

with {{ latest_by_key(ref("chk_app__orders"), "order_id", changed, known_at="checked.ordered_at") }}

itemised as (
    select
        latest.*,
        items.position as line_number,
        {{ natural_key("'app'", null_if_marker("items.product_id")) }} as product_id,
        {{ safe_integer("items.quantity") }} as quantity,
        {{ safe_decimal("items.unit_price") }} as unit_price
    from latest
    {{ join_json_list("latest.items", "items", ["product_id", "quantity", "unit_price"]) }}
),

final as (
    select
        itemised.touched_id as order_id,
        itemised.line_number,
        itemised.item_count as line_count,
        cast(sum(itemised.quantity) over whole_order as {{ dbt.type_bigint() }}) as order_quantity,
        itemised.file_id,
        itemised.content_key,
        itemised.source_row,
        case when itemised.content_key is not null then 'app' end as market,
        itemised.customer_id,
        itemised.product_id,
        itemised.ordered_at,
        itemised.order_date,
        itemised.order_status,
        itemised.payment_method,
        itemised.currency_code,
        itemised.quantity,
        itemised.unit_price,
        cast(null as numeric(18, 4)) as unit_cost,
        cast(itemised.quantity * itemised.unit_price as numeric(18, 4)) as line_amount,
        itemised.order_amount,
        itemised.subtotal_amount,
        itemised.discount_amount,
        itemised.tax_amount,
        itemised.shipping_amount,
        cast(null as numeric(18, 4)) as tip_amount
    from itemised
    window whole_order as (partition by itemised.touched_id)
)

select * from final
