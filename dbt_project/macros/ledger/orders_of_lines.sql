{#- Each order once, from its lines: what is said of the whole order stands on each of them, so the first one tells it. -#}
{% macro orders_of_lines(lines) -%}
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
    from {{ lines }}
    where line_number = 1
{%- endmacro %}
