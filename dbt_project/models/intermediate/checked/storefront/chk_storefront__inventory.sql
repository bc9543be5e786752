-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true},
    {"columns": ["batch_date"]},
    {"columns": ["product_id", "batch_date"]},
    {"columns": ["inventory_level_id"]},
    {"columns": ["stock_id"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__inventory") }}
    where {{ new_files() }}
),

{% set rules = {
    "PRODUCT_ID_MISSING": "product_id is null",
    "WAREHOUSE_ID_MISSING": "warehouse_id is null",
    "STOCK_QUANTITY_MISSING": is_missing("stock_quantity"),
    "STOCK_QUANTITY_UNPARSEABLE": is_unparseable("stock_quantity"),
    "STOCK_QUANTITY_NEGATIVE": "stock_quantity < 0",
    "RESERVED_QUANTITY_UNPARSEABLE": is_unparseable("reserved_quantity"),
    "RESERVED_QUANTITY_NEGATIVE": "reserved_quantity < 0",
    "AVAILABLE_QUANTITY_UNPARSEABLE": is_unparseable("available_quantity"),
    "AVAILABLE_QUANTITY_NEGATIVE": "available_quantity < 0",
    "AVAILABLE_MISMATCH": "available_quantity <> stock_quantity - reserved_quantity",
    "REORDER_LEVEL_UNPARSEABLE": is_unparseable("reorder_level"),
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at_local"),
    "CREATED_AT_IN_FUTURE": "created_at_local > " ~ dbt.dateadd("day", 1, "received_at"),
} %}
judged as (
    select
        staged.*,
        {{ judge("storefront__inventory", rules) }}
    from staged
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        {{ natural_key("'storefront'", "product_id") }}
        || ':'
        || warehouse_id
        || ':'
        || cast(batch_date as {{ dbt.type_string() }})
            as inventory_level_id,
        {{ natural_key("'storefront'", "product_id") }} || ':' || warehouse_id as stock_id,
        inventory_id,
        {{ natural_key("'storefront'", "product_id") }} as product_id,
        {{ natural_key("'storefront'", "warehouse_id") }} as warehouse_id,
        {{ storefront_created_at() }} as created_at,
        last_restocked_date,
        last_audit_date,
        warehouse_name,
        location,
        stock_quantity,
        reserved_quantity,
        available_quantity,
        reorder_level,
        rule_codes
    from judged
)

select * from final
