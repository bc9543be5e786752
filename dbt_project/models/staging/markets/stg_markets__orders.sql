{# Amounts of the order, which repeat on each of its lines, and of the line. #}
{% set amounts = {
    "unit_price": "unit_price", "unit_cost": "cost_price", "line_cost": "total_cost_price",
    "line_amount": "total_price", "order_amount": "order_total", "subtotal_amount": "sub_total", "tax_amount": "tax",
    "shipping_amount": "delivery_charge", "tip_amount": "tip", "discount_amount": "discount",
    "remaining_balance": "remaining_balance", "additional_charge": "additional_charge",
    "taxable_amount": "taxable_amount", "merchant_earning": "merchant_earning",
    "commission_amount": "commission_amount", "debt_amount": "debt_amount", "flat_discount": "flat_discount",
    "redeemed_loyalty_points": "redeemed_loyalty_points", "consumed_loyalty_points": "consumed_loyalty_points",
    "distance_km": "distance_in_km", "preparation_minutes": "order_preparation_time",
} %}
with source as (
    select * from {{ source("raw_markets", "orders") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

renamed as (
    select
        source._file_id as file_id,
        source._attempt as attempt,
        source._row_number as source_row,
        files.discovered_at as received_at,
        lower(source._market) as market,
        {{ order_id("markets", "source.order_id") }} as order_id,
        {{ null_if_marker("source.order_status") }} as order_status,
        {{ safe_instant("source.order_time") }} as ordered_at,
        {{ safe_instant("source.pickup_time") }} as picked_up_at,
        {{ safe_instant("source.delivery_time") }} as delivered_at,
        {{ customer_id("markets", "source.customer_id") }} as customer_id,
        {{ safe_id("source.merchant_id") }} as merchant_id,
        {{ product_id("markets", "source.sku") }} as product_id,
        {{ null_if_marker("source.category_name") }} as category,
        {{ null_if_marker("source.customization_group") }} as customization_group,
        {{ null_if_marker("source.customization_option") }} as customization_option,
        {{ safe_integer("source.quantity") }} as quantity,
        {% for name, column in amounts.items() -%}
        {{ safe_decimal("source." ~ column) }} as {{ name }},
        source.{{ column }} as {{ name }}_text,
        {% endfor -%}
        {{ null_if_marker("source.currency_symbol") }} as currency_symbol,
        {{ null_if_marker("source.payment_method") }} as payment_method,
        {{ safe_id("source.transaction_id") }} as transaction_id,
        {{ null_if_marker("source.transaction_status") }} as transaction_status,
        {{ null_if_marker("source.commission_payout_status") }} as commission_payout_status,
        upper({{ null_if_marker("source.promo_code") }}) as promo_code,
        {{ null_if_marker("source.ratings") }} as ratings,
        {{ free_text("source.reviews", ["-", "null"]) }} as reviews,
        {{ free_text("source.description", ["-", "null"]) }} as description,
        {{ free_text("source.cancellation_reason", ["-", "null"]) }} as cancellation_reason,
        {{ null_if_marker("source.checkout_template_name") }} as checkout_template_name,
        {{ null_if_marker("source.checkout_template_value") }} as checkout_template_value,
        source.order_time as ordered_at_text,
        source.pickup_time as picked_up_at_text,
        source.delivery_time as delivered_at_text,
        source.quantity as quantity_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
