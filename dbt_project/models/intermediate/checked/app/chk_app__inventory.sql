-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["inventory_level_id"]}, {"columns": ["stock_id"]},
    {"columns": ["product_id", "level_date desc nulls last", "known_at desc nulls last"]}
]) }}

with staged as (
    select * from {{ ref("stg_app__inventory") }}
    where {{ new_files() }}
),

-- The day a row speaks of: the one in the file's name, else the last delivery, else the day the file came.
dated as (
    select
        staged.*,
        last_restocked_date > latest_date as is_restock_in_future,
        coalesce(
            file_date, case when last_restocked_date <= latest_date then last_restocked_date end, latest_date
        ) as level_date
    from staged
),

{% set rules = {
    "PRODUCT_ID_MISSING": "product_id is null",
    "WAREHOUSE_MISSING": "warehouse_id is null",
    "STOCK_MISSING": is_missing("stock_quantity"),
    "STOCK_UNPARSEABLE": is_unparseable("stock_quantity"),
    "STOCK_NEGATIVE": "stock_quantity < 0",
    "COST_UNPARSEABLE": is_unparseable("unit_cost"),
    "PRICE_UNPARSEABLE": is_unparseable("unit_price"),
    "PRICE_NOT_POSITIVE": "unit_price <= 0",
    "CURRENCY_FOREIGN": names_other_currency(["unit_cost", "unit_price"], "'USD'"),
    "REORDER_LEVEL_UNPARSEABLE": is_unparseable("reorder_level"),
    "REORDER_QUANTITY_UNPARSEABLE": is_unparseable("reorder_quantity"),
    "RESTOCK_DATE_UNPARSEABLE": is_unparseable("last_restocked_date"),
    "RESTOCK_DATE_IN_FUTURE": "is_restock_in_future",
    "ACTIVE_UNPARSEABLE": is_unparseable("is_active"),
} %}
judged as (
    select
        dated.*,
        {{ judge("app__inventory", rules) }}
    from dated
),

final as (
    select
        file_id,
        source_row,
        stock_quantity,
        reorder_level,
        reorder_quantity,
        cast(attempt as integer) as attempt,
        level_date,
        case when not is_restock_in_future then last_restocked_date end as last_restocked_date,
        cast(
            coalesce(case when not is_restock_in_future then last_restocked_date end, level_date)
            as {{ dbt.type_timestamp() }}
        ) as known_at,
        is_accepted,
        is_active,
        {{ natural_key("'app'", "product_id") }}
        || ':'
        || warehouse_id
        || ':'
        || cast(level_date as {{ dbt.type_string() }})
            as inventory_level_id,
        {{ natural_key("'app'", "product_id") }} || ':' || warehouse_id as stock_id,
        {{ natural_key("'app'", "product_id") }} as product_id,
        {{ natural_key("'app'", "warehouse_id") }} as warehouse_id,
        product_name,
        category,
        brand,
        supplier,
        unit_cost,
        unit_price,
        rule_codes
    from judged
)

select * from final
