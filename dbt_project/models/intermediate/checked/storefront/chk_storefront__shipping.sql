-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true},
    {"columns": ["batch_date"]},
    {"columns": ["delivery_id"]},
    {"columns": ["order_id", "batch_date"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__shipping") }}
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
    "TRACKING_NUMBER_MISSING": "tracking_number is null",
    "SHIPPING_COST_UNPARSEABLE": is_any_unusable(["shipping_cost"]),
    "SHIPPING_COST_NEGATIVE": "shipping_cost < 0",
    "PACKAGE_WEIGHT_UNPARSEABLE": is_unparseable("package_weight_kg"),
    "PACKAGE_WEIGHT_NOT_POSITIVE": "package_weight_kg <= 0",
    "INSURANCE_VALUE_UNPARSEABLE": is_unparseable("insurance_value"),
    "INSURANCE_VALUE_NEGATIVE": "insurance_value < 0",
    "ESTIMATED_DELIVERY_UNPARSEABLE": is_unparseable("estimated_delivery_date"),
    "ACTUAL_DELIVERY_UNPARSEABLE": is_unparseable("actual_delivery_date"),
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at_local"),
    "CURRENCY_UNKNOWN": "not is_known_currency",
    "CURRENCY_UNRATED": "first_rate_date is null or first_rate_date > batch_date",
    "CURRENCY_FOREIGN": names_other_currency(["shipping_cost", "insurance_value"], "coalesce(currency_code, 'USD')"),
    "CREATED_AT_IN_FUTURE": "created_at_local > " ~ dbt.dateadd("day", 1, "received_at"),
} %}
judged as (
    select
        rated.*,
        {{ judge("storefront__shipping", rules) }}
    from rated
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        shipping_id,
        {{ natural_key("'storefront'", "order_id") }} || ':' || tracking_number as delivery_id,
        {{ natural_key("'storefront'", "order_id") }} as order_id,
        tracking_number,
        {{ storefront_created_at() }} as created_at,
        estimated_delivery_date,
        actual_delivery_date,
        carrier,
        service_type,
        {{ natural_key("'storefront'", "warehouse_id") }} as warehouse_id,
        destination_address,
        {{ usable_amount("shipping_cost") }} as shipping_cost,
        coalesce(currency_code, 'USD') as currency_code,
        shipping_status,
        package_weight_kg,
        package_dimensions_cm,
        insurance_value,
        rule_codes
    from judged
)

select * from final
