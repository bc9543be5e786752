-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["order_date"], "type": "brin"},
    {"columns": ["order_id"]},
    {"columns": ["product_id", "ordered_at desc nulls last"]}
]) }}
{% set order_amounts = [
    "subtotal_amount", "tax_amount", "shipping_amount", "tip_amount", "discount_amount", "remaining_balance",
    "additional_charge", "taxable_amount", "merchant_earning", "commission_amount", "debt_amount", "flat_discount",
] %}

with located as (
    select
        staged.*,
        systems.currency_code as market_currency,
        {{ currency_named_in("staged.currency_symbol") }} as symbol_currency,
        coalesce(systems.time_zone, 'UTC') as time_zone
    from {{ ref("stg_markets__orders") }} as staged
    left join {{ ref("source_systems") }} as systems on systems.source = 'markets' and staged.market = systems.market
    where {{ new_files() }}
),

{% set rules = {
    "ORDER_ID_MISSING": "order_id is null",
    "CUSTOMER_ID_MISSING": "customer_id is null",
    "SKU_MISSING": "sku is null",
    "MARKET_UNKNOWN": "market_currency is null and symbol_currency is null",
    "STATUS_UNKNOWN": "coalesce(lower(order_status), '') not in ('ordered', 'dispatched', 'completed', 'cancelled')",
    "QUANTITY_MISSING": is_missing("quantity"),
    "QUANTITY_UNPARSEABLE": is_unparseable("quantity"),
    "QUANTITY_NOT_POSITIVE": "quantity <= 0",
    "UNIT_PRICE_MISSING": is_missing("unit_price"),
    "UNIT_PRICE_UNPARSEABLE": is_unparseable("unit_price"),
    "UNIT_PRICE_NEGATIVE": "unit_price < 0",
    "ZERO_PRICE": "unit_price = 0",
    "TOTAL_PRICE_MISSING": is_missing("line_amount"),
    "TOTAL_PRICE_UNPARSEABLE": is_unparseable("line_amount"),
    "TOTAL_PRICE_NEGATIVE": "line_amount < 0",
    "ORDER_TOTAL_MISSING": is_missing("order_amount"),
    "ORDER_TOTAL_UNPARSEABLE": is_unparseable("order_amount"),
    "ORDER_TOTAL_NEGATIVE": "order_amount < 0",
    "ORDER_TIME_MISSING": is_missing("ordered_at"),
    "ORDER_TIME_UNPARSEABLE": is_unparseable("ordered_at") ~ " or " ~ is_before_trade("ordered_at"),
    "ORDER_TIME_IN_FUTURE": "ordered_at > " ~ dbt.dateadd("day", 1, "received_at"),
    "AMOUNT_TOO_LARGE":
        is_too_large("quantity", "unit_price") ~ " or " ~ is_too_large("1", "line_amount")
        ~ " or " ~ is_too_large("1", "order_amount"),
    "LINE_TOTAL_MISMATCH": "abs(line_amount - quantity * unit_price) > 0.01",
    "CURRENCY_MISMATCH": "symbol_currency <> market_currency or currency_symbol is not null and symbol_currency is null",
    "DISTANCE_UNPARSEABLE": is_unparseable("distance_km"),
    "DISTANCE_IMPLAUSIBLE": "distance_km > 100",
    "COST_UNPARSEABLE":
        is_any_unusable(["unit_cost", "line_cost"]) ~ " or " ~ is_too_large("quantity", "unit_cost"),
    "OTHER_AMOUNT_UNPARSEABLE": is_any_unusable(order_amounts),
    "PICKUP_TIME_UNPARSEABLE": is_unparseable("picked_up_at"),
    "DELIVERY_TIME_UNPARSEABLE": is_unparseable("delivered_at"),
} %}
judged as (
    select
        located.*,
        {{ judge("markets__orders", rules) }}
    from located
),

final as (
    select
        file_id,
        source_row,
        ordered_at,
        picked_up_at,
        delivered_at,
        quantity,
        cast(attempt as integer) as attempt,
        cast({{ utc_to_local("ordered_at", "time_zone") }} as date) as order_date,
        is_accepted,
        market,
        {{ natural_key("'markets.' || market", "order_id") }} as order_id,
        {{ natural_key("'markets.' || market", "customer_id") }} as customer_id,
        {{ natural_key("'markets.' || market", "upper(sku)") }} as product_id,
        coalesce(market_currency, symbol_currency) as currency_code,
        replace(lower(order_status), ' ', '_') as order_status,
        replace(lower(payment_method), ' ', '_') as payment_method,
        merchant_id,
        category,
        unit_price,
        case when not ({{ is_too_large("quantity", "unit_cost") }}) then unit_cost end as unit_cost,
        line_amount,
        order_amount,
        {{ usable_amount("subtotal_amount") }} as subtotal_amount,
        {{ usable_amount("discount_amount") }} as discount_amount,
        {{ usable_amount("tax_amount") }} as tax_amount,
        {{ usable_amount("shipping_amount") }} as shipping_amount,
        {{ usable_amount("tip_amount") }} as tip_amount,
        distance_km,
        rule_codes
    from judged
)

select * from final
