-- The orders of the mobile shop, each once: what is said of the whole order stands on each of its lines.
with order_lines as (
    select * from {{ ref("int_app__order_lines") }}
),

final as (
    select
        order_id,
        file_id,
        content_key,
        market,
        customer_id,
        ordered_at,
        order_date,
        order_status,
        payment_method,
        currency_code,
        line_count,
        order_quantity,
        order_amount,
        subtotal_amount,
        discount_amount,
        tax_amount,
        shipping_amount,
        tip_amount
    from order_lines
    where line_number = 1
)

select * from final
