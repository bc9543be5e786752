-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["order_date"], "type": "brin"},
    {"columns": ["order_id"]}, {"columns": ["product_id", "ordered_at desc nulls last"]}
]) }}
{% set order_amounts = [
    "subtotal_amount", "tax_amount", "shipping_amount", "tip_amount", "discount_amount", "remaining_balance",
    "additional_charge", "taxable_amount", "merchant_earning", "commission_amount", "debt_amount", "flat_discount",
] %}
{% set symbol_currency = currency_named_in("upper(staged.currency_symbol)") %}
{% set line_amounts = ["unit_price", "line_amount", "order_amount", "unit_cost", "line_cost"] %}

with located as (
    select
        staged.*,
        {{ symbol_currency }} as symbol_currency,
        coalesce(systems.currency_code, {{ symbol_currency }}) as currency_code,
        currencies.first_rate_date,
        cast({{ utc_to_local("staged.ordered_at", "coalesce(systems.time_zone, 'UTC')") }} as date) as order_date
    from {{ ref("stg_markets__orders") }} as staged
    left join {{ ref("source_systems") }} as systems on systems.source = 'markets' and staged.market = systems.market
    left join {{ ref("int_currencies") }} as currencies
        on coalesce(systems.currency_code, {{ symbol_currency }}) = currencies.currency_code
    where {{ new_files() }}
),

{% set rules = {
    "ORDER_ID_MISSING": "order_id is null", "CUSTOMER_ID_MISSING": "customer_id is null", "SKU_MISSING": "product_id is null",
    "MARKET_UNKNOWN": "currency_code is null",
    "STATUS_UNKNOWN": "coalesce(lower(order_status), '') not in ('ordered', 'dispatched', 'completed', 'cancelled')",
    "QUANTITY_MISSING": is_missing("quantity"), "QUANTITY_UNPARSEABLE": is_unparseable("quantity"),
    "QUANTITY_NOT_POSITIVE": "quantity <= 0",
    "UNIT_PRICE_MISSING": is_missing("unit_price"), "UNIT_PRICE_UNPARSEABLE": is_unparseable("unit_price"),
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
    "AMOUNT_TOO_LARGE": is_too_large("quantity", "unit_price") ~ " or " ~ is_too_large("1", "line_amount")
        ~ " or " ~ is_too_large("1", "order_amount"),
    "LINE_TOTAL_MISMATCH": "abs(line_amount - quantity * unit_price) > 0.01",
    "ORDER_TOTAL_OUTLIER": "order_amount > 10 * (subtotal_amount + coalesce(tax_amount, 0) + coalesce(shipping_amount, 0)"
        ~ " + coalesce(tip_amount, 0))",
    "CURRENCY_MISMATCH": "symbol_currency <> currency_code or currency_symbol is not null and symbol_currency is null",
    "CURRENCY_UNRATED": "currency_code is not null and (first_rate_date is null or first_rate_date > order_date)",
    "CURRENCY_FOREIGN": names_other_currency(line_amounts + order_amounts, "currency_code"),
    "DISTANCE_UNPARSEABLE": is_unparseable("distance_km"), "DISTANCE_IMPLAUSIBLE": "distance_km > 100",
    "COST_UNPARSEABLE": is_any_unusable(["unit_cost", "line_cost"]) ~ " or " ~ is_too_large("quantity", "unit_cost"),
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
        order_date,
        is_accepted,
        market,
        {{ natural_key("'markets.' || market", "order_id") }} as order_id,
        {{ natural_key("'markets.' || market", "customer_id") }} as customer_id,
        {{ natural_key("'markets.' || market", "product_id") }} as product_id,
        currency_code,
        replace(lower(order_status), ' ', '_') as order_status,
        replace(lower(payment_method), ' ', '_') as payment_method,
        merchant_id,
        category,
        unit_price,
        case when not ({{ is_too_large("quantity", "unit_cost") }}) then unit_cost end as unit_cost,
        line_amount,
        order_amount,
        {% for part in ["subtotal", "discount", "tax", "shipping", "tip"] -%}
        {{ usable_amount(part ~ "_amount") }} as {{ part }}_amount,
        {% endfor -%}
        promo_code,
        distance_km,
        rule_codes
    from judged
)

select * from final
