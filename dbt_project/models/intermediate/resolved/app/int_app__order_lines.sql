-- The items of the row that counts of each order, one a line. What is said of the whole order stands on each of its
-- lines.
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders"},
    indexes=[
        {"columns": ["order_id"]}, {"columns": ["customer_id"]}, {"columns": ["product_id"]}, {"columns": ["order_date"]}
    ]
) }}

with orders as (
    {{ accepted_rows("chk_app__orders") }}
),

ranked as (
    select
        orders.*,
        row_number() over (partition by order_id order by {{ newest_first("ordered_at") }}) as place
    from orders
    where {{ changed_only("order_id", "restated_orders") }}
),

latest as (
    select * from ranked
    where place = 1
),

itemised as (
    select
        latest.*,
        items.position as line_number,
        {{ natural_key("'app'", product_id("app", "items.product_id")) }} as product_id,
        {{ safe_integer("items.quantity") }} as quantity,
        {{ safe_decimal("items.unit_price") }} as unit_price
    from latest
    {{ join_json_list("latest.items", "items", ["product_id", "quantity", "unit_price"]) }}
),

final as (
    select
        itemised.order_id,
        itemised.line_number,
        itemised.item_count as line_count,
        cast(sum(itemised.quantity) over whole_order as {{ dbt.type_bigint() }}) as order_quantity,
        itemised.file_id,
        itemised.content_key,
        itemised.source_row,
        'app' as market,
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
        cast(null as numeric(18, 4)) as tip_amount,
        cast(null as {{ dbt.type_string() }}) as promo_code,
        itemised.discount_percent,
        itemised.rule_codes
    from itemised
    window whole_order as (partition by itemised.order_id)
)

select * from final
