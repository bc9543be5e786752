-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true},
    {"columns": ["batch_date"]},
    {"columns": ["product_id", "batch_date desc nulls last", "known_at desc nulls last"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__products") }}
    where {{ new_files() }}
),

{% set rules = {
    "PRODUCT_ID_MISSING": "product_id is null",
    "PRICE_MISSING": is_missing("price"),
    "PRICE_UNPARSEABLE": is_unparseable("price"),
    "PRICE_NOT_POSITIVE": "price <= 0",
    "STOCK_QUANTITY_UNPARSEABLE": is_unparseable("stock_quantity"),
    "STOCK_QUANTITY_NEGATIVE": "stock_quantity < 0",
    "WEIGHT_UNPARSEABLE": is_unparseable("weight_kg"),
    "LAUNCH_DATE_UNPARSEABLE": is_unparseable("launch_date"),
    "LAUNCH_DATE_AFTER_BATCH": "launch_date > latest_date",
    "DISCONTINUED_UNPARSEABLE": is_unparseable("is_discontinued"),
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at_local"),
} %}
judged as (
    select
        staged.*,
        {{ judge("storefront__products", rules) }}
    from staged
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        {{ natural_key("'storefront'", "product_id") }} as product_id,
        {{ local_to_utc("created_at_local", "America/New_York") }} as created_at,
        {{ storefront_known_at() }} as known_at,
        launch_date,
        is_discontinued,
        product_name,
        category,
        subcategory,
        brand,
        price,
        coalesce(currency_code, 'USD') as currency_code,
        stock_quantity,
        weight_kg,
        dimensions_cm,
        colour,
        material,
        description,
        rule_codes
    from judged
)

select * from final
