with source as (
    select * from {{ source("raw_app", "inventory") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

renamed as (
    select
        source._file_id as file_id,
        source._attempt as attempt,
        source._row_number as source_row,
        files.latest_date,
        files.business_date as file_date,
        {{ product_id("app", "source.product_id") }} as product_id,
        {{ free_text("source.product_name") }} as product_name,
        {{ null_if_marker("source.category") }} as category,
        {{ null_if_marker("source.brand") }} as brand,
        {{ null_if_marker("source.supplier") }} as supplier,
        {{ safe_decimal("source.cost_price") }} as unit_cost,
        {{ safe_decimal("source.retail_price") }} as unit_price,
        {{ safe_integer("source.current_stock") }} as stock_quantity,
        {{ safe_integer("source.reorder_level") }} as reorder_level,
        {{ safe_integer("source.reorder_quantity") }} as reorder_quantity,
        {{ warehouse_id("app", "source.warehouse_location") }} as warehouse_id,
        {{ safe_date("source.last_restock_date") }} as last_restocked_date,
        {{ safe_boolean("source.is_active") }} as is_active,
        source.cost_price as unit_cost_text,
        source.retail_price as unit_price_text,
        source.current_stock as stock_quantity_text,
        source.reorder_level as reorder_level_text,
        source.reorder_quantity as reorder_quantity_text,
        source.last_restock_date as last_restocked_date_text,
        source.is_active as is_active_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
