-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["order_date"], "type": "brin"},
    {"columns": ["batch_date"]},
    {"columns": ["order_id", "batch_date"]},
    {"columns": ["customer_id", "batch_date"]},
    {"columns": ["product_id", "batch_date"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__orders") }}
    where {{ new_files() }}
),

rated as (
    select
        staged.*,
        currencies.currency_code is not null as is_known_currency,
        currencies.first_rate_date
    from staged
    left join {{ ref("int_currencies") }} as currencies
        on coalesce(staged.currency_code, 'USD') = currencies.currency_code
),

{% set rules = {
    "ORDER_ID_MISSING": "order_id is null",
    "CUSTOMER_ID_MISSING": "customer_id is null",
    "PRODUCT_ID_MISSING": "product_id is null",
    "ORDER_DATE_MISSING": is_missing("ordered_at_local"),
    "ORDER_DATE_UNPARSEABLE": is_unparseable("ordered_at_local") ~ " or " ~ is_before_trade("ordered_at_local"),
    "ORDER_DATE_IN_FUTURE": "cast(ordered_at_local as date) > latest_date",
    "AMOUNT_MISSING": is_missing("order_amount"),
    "AMOUNT_UNPARSEABLE": is_unparseable("order_amount"),
    "AMOUNT_NOT_POSITIVE": "order_amount <= 0",
    "AMOUNT_TOO_LARGE": is_too_large("1", "order_amount"),
    "CURRENCY_MISSING": "currency_code is null",
    "CURRENCY_UNKNOWN": "not is_known_currency",
    "CURRENCY_UNRATED": "first_rate_date is null or first_rate_date > cast(ordered_at_local as date)",
    "CURRENCY_FOREIGN": names_other_currency(["order_amount"], "coalesce(currency_code, 'USD')"),
    "STATUS_IRREGULAR": is_no_word("order_status"),
    "PAYMENT_METHOD_IRREGULAR": is_no_word("payment_method"),
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at_local"),
    "CREATED_AT_IN_FUTURE": "created_at_local > " ~ dbt.dateadd("day", 1, "received_at"),
} %}
judged as (
    select
        rated.*,
        {{ judge("storefront__orders", rules) }}
    from rated
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        {{ natural_key("'storefront'", "order_id") }} as order_id,
        {{ natural_key("'storefront'", "customer_id") }} as customer_id,
        {{ natural_key("'storefront'", "product_id") }} as product_id,
        cast(ordered_at_local as date) as order_date,
        -- The file names the day; the hour is that of the record, if the record was made on that day.
        {{ local_to_utc(
            "case when cast(created_at_local as date) = ordered_at_local then created_at_local else ordered_at_local end",
            "America/New_York"
        ) }} as ordered_at,
        {{ storefront_created_at() }} as created_at,
        {{ storefront_created_at("cast(batch_date as " ~ dbt.type_timestamp() ~ ")") }} as known_at,
        order_amount,
        coalesce(currency_code, 'USD') as currency_code,
        shipping_address,
        case when not {{ is_no_word("payment_method") }} then payment_method end as payment_method,
        case when not {{ is_no_word("order_status") }} then order_status end as order_status,
        rule_codes
    from judged
)

select * from final
