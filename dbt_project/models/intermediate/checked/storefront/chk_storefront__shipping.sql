-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true},
    {"columns": ["batch_date"]},
    {"columns": ["order_id", "batch_date"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__shipping") }}
    where {{ new_files() }}
),

{% set rules = {
    "ORDER_ID_MISSING": "order_id is null",
    "TRACKING_NUMBER_MISSING": "tracking_number is null",
    "SHIPPING_COST_UNPARSEABLE": is_unparseable("shipping_cost"),
    "SHIPPING_COST_NEGATIVE": "shipping_cost < 0",
    "PACKAGE_WEIGHT_UNPARSEABLE": is_unparseable("package_weight_kg"),
    "PACKAGE_WEIGHT_NOT_POSITIVE": "package_weight_kg <= 0",
    "INSURANCE_VALUE_UNPARSEABLE": is_unparseable("insurance_value"),
    "INSURANCE_VALUE_NEGATIVE": "insurance_value < 0",
    "ESTIMATED_DELIVERY_UNPARSEABLE": is_unparseable("estimated_delivery_date"),
    "ACTUAL_DELIVERY_UNPARSEABLE": is_unparseable("actual_delivery_date"),
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at_local"),
} %}
judged as (
    select
        staged.*,
        {{ judge("storefront__shipping", rules) }}
    from staged
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        shipping_id,
        {{ natural_key("'storefront'", "order_id") }} as order_id,
        tracking_number,
        {{ local_to_utc("created_at_local", "America/New_York") }} as created_at,
        estimated_delivery_date,
        actual_delivery_date,
        carrier,
        service_type,
        origin_warehouse,
        destination_address,
        shipping_cost,
        coalesce(currency_code, 'USD') as currency_code,
        shipping_status,
        package_weight_kg,
        package_dimensions_cm,
        insurance_value,
        rule_codes
    from judged
)

select * from final
