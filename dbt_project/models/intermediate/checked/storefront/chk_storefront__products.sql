-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true},
    {"columns": ["batch_date"]},
    {"columns": ["product_id", "batch_date"]},
    {"columns": ["product_id", "batch_date desc nulls last", "known_at desc nulls last"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__products") }}
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
    "CURRENCY_UNKNOWN": "not is_known_currency",
    "CURRENCY_UNRATED": "first_rate_date is null or first_rate_date > batch_date",
    "CURRENCY_FOREIGN": names_other_currency(["price"], "coalesce(currency_code, 'USD')"),
    "CREATED_AT_IN_FUTURE": "created_at_local > " ~ dbt.dateadd("day", 1, "received_at"),
} %}
judged as (
    select
        rated.*,
        {{ judge("storefront__products", rules) }}
    from rated
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        {{ natural_key("'storefront'", "product_id") }} as product_id,
        {{ storefront_created_at() }} as created_at,
        {{ storefront_created_at("cast(batch_date as " ~ dbt.type_timestamp() ~ ")") }} as known_at,
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
