-- The lines of each order from the one file that counts for it, never mixed from several: the newest that has
-- accepted lines of the order. What is said of the whole order stands on each of its lines.
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders"},
    indexes=[
        {"columns": ["order_id"]}, {"columns": ["customer_id"]}, {"columns": ["product_id"]}, {"columns": ["order_date"]}
    ]
) }}

with order_lines as (
    {{ accepted_rows("chk_markets__orders") }}
),

ranked as (
    select
        order_lines.*,
        rank() over (partition by order_id order by file_day desc, arrival desc, content_key desc) as file_place
    from order_lines
    where {{ changed_only("order_id", "restated_orders") }}
),

final as (
    select
        order_id,
        cast(row_number() over of_order as integer) as line_number,
        cast(count(*) over whole_order as integer) as line_count,
        cast(sum(quantity) over whole_order as {{ dbt.type_bigint() }}) as order_quantity,
        file_id,
        content_key,
        source_row,
        market,
        customer_id,
        product_id,
        ordered_at,
        order_date,
        order_status,
        payment_method,
        currency_code,
        category,
        quantity,
        unit_price,
        unit_cost,
        line_amount,
        order_amount,
        subtotal_amount,
        discount_amount,
        tax_amount,
        shipping_amount,
        tip_amount,
        promo_code,
        cast(null as numeric(18, 4)) as discount_percent,
        rule_codes
    from ranked
    where file_place = 1
    window
        whole_order as (partition by order_id),
        of_order as (partition by order_id order by source_row)
)

select * from final
