-- A log of judged rows, as chk_retail__invoices. An order is judged as one, items included.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["order_date"], "type": "brin"}, {"columns": ["order_id"]}, {"columns": ["customer_id"]}
]) }}

with staged as (
    select * from {{ ref("stg_app__orders") }}
    where {{ new_files() }}
),

itemised as (
    select
        staged.*,
        totals.item_count,
        totals.item_quantity,
        totals.items_amount,
        totals.invalid_item_count,
        totals.unnamed_item_count,
        currencies.currency_code is not null as is_known_currency,
        currencies.first_rate_date
    from staged
    {{ join_item_totals("staged.items", "coalesce(staged.currency_code, 'USD')") }}
    left join {{ ref("int_currencies") }} as currencies
        on coalesce(staged.currency_code, 'USD') = currencies.currency_code
),

{% set rules = {
    "ORDER_ID_MISSING": "order_id is null",
    "CUSTOMER_ID_MISSING": "customer_id is null",
    "ORDER_DATE_MISSING": is_missing("ordered_at"),
    "ORDER_DATE_UNPARSEABLE": is_unparseable("ordered_at") ~ " or " ~ is_before_trade("ordered_at"),
    "ORDER_DATE_IN_FUTURE": "ordered_at > " ~ dbt.dateadd("day", 1, "received_at"),
    "ITEMS_MISSING": is_missing("items"),
    "ITEMS_UNPARSEABLE": is_unparseable("items"),
    "ITEMS_EMPTY": "items is not null and item_count = 0",
    "ITEM_INVALID": "invalid_item_count > 0",
    "ITEM_PRODUCT_MISSING": "unnamed_item_count > 0",
    "TOTAL_MISSING": is_missing("order_amount"),
    "TOTAL_UNPARSEABLE": is_unparseable("order_amount"),
    "TOTAL_NEGATIVE": "order_amount < 0",
    "AMOUNT_TOO_LARGE": is_too_large("item_quantity", "1") ~ " or " ~ is_too_large("1", "items_amount")
        ~ " or " ~ is_too_large("1", "order_amount"),
    "SUBTOTAL_MISMATCH": "abs(subtotal_amount - items_amount) > 0.01",
    "TOTAL_MISMATCH":
        "abs(coalesce(subtotal_amount, items_amount) - coalesce(discount_amount, 0) + coalesce(tax_amount, 0)"
        ~ " + coalesce(shipping_amount, 0) - order_amount) > 0.02",
    "STATUS_UNKNOWN": "coalesce(lower(order_status), '') not in "
        ~ "('completed', 'processing', 'shipped', 'cancelled', 'refunded', 'on_hold')",
    "PAYMENT_METHOD_IRREGULAR": is_no_word("payment_method"),
    "CURRENCY_MISSING": "currency_code is null",
    "CURRENCY_UNKNOWN": "not is_known_currency",
    "CURRENCY_UNRATED": "first_rate_date is null or first_rate_date > cast(ordered_at as date)",
    "CURRENCY_FOREIGN": names_other_currency(
        ["order_amount", "subtotal_amount", "discount_amount", "tax_amount", "shipping_amount"],
        "coalesce(currency_code, 'USD')"
    ),
    "ITEMS_PYTHON_LITERAL": "items <> items_text",
    "OTHER_AMOUNT_UNPARSEABLE": is_any_unusable([
        "subtotal_amount", "discount_percent", "discount_amount", "tax_rate", "tax_amount", "shipping_amount",
    ]),
} %}
judged as (
    select
        itemised.*,
        {{ judge("app__orders", rules) }}
    from itemised
),

final as (
    select
        file_id,
        source_row,
        ordered_at,
        cast(attempt as integer) as attempt,
        cast(item_count as integer) as item_count,
        cast(ordered_at as date) as order_date,
        is_accepted,
        {{ natural_key("'app'", "order_id") }} as order_id,
        {{ natural_key("'app'", "customer_id") }} as customer_id,
        coalesce(currency_code, 'USD') as currency_code,
        replace(lower(order_status), ' ', '_') as order_status,
        case when not {{ is_no_word("payment_method") }} then replace(lower(payment_method), ' ', '_') end
            as payment_method,
        order_amount,
        cast({{ usable_amount("items_amount") }} as numeric(18, 4)) as items_amount,
        {{ usable_amount("subtotal_amount") }} as subtotal_amount,
        {{ usable_amount("discount_percent") }} as discount_percent,
        {{ usable_amount("discount_amount") }} as discount_amount,
        {{ usable_amount("tax_amount") }} as tax_amount,
        {{ usable_amount("shipping_amount") }} as shipping_amount,
        items,
        shipping_address,
        billing_address,
        rule_codes
    from judged
)

select * from final
