with source as (
    select * from {{ source("raw_storefront", "inventory") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

renamed as (
    select
        source._file_id as file_id,
        source._attempt as attempt,
        source._row_number as source_row,
        files.discovered_at as received_at,
        files.business_date as batch_date,
        files.latest_date,
        {{ safe_id("source.inventory_id") }} as inventory_id,
        {{ product_id("storefront", "source.product_id") }} as product_id,
        {{ warehouse_id("storefront", "source.warehouse_id") }} as warehouse_id,
        {{ free_text("source.warehouse_name") }} as warehouse_name,
        {{ null_if_marker("source.location") }} as location,
        {{ safe_integer("source.stock_quantity") }} as stock_quantity,
        {{ safe_integer("source.reserved_quantity") }} as reserved_quantity,
        {{ safe_integer("source.available_quantity") }} as available_quantity,
        {{ safe_integer("source.reorder_level") }} as reorder_level,
        {{ safe_date("source.last_restocked") }} as last_restocked_date,
        {{ safe_date("source.last_audit") }} as last_audit_date,
        {{ safe_timestamp("source.created_timestamp") }} as created_at_local,
        source.stock_quantity as stock_quantity_text,
        source.reserved_quantity as reserved_quantity_text,
        source.available_quantity as available_quantity_text,
        source.reorder_level as reorder_level_text,
        source.last_restocked as last_restocked_date_text,
        source.last_audit as last_audit_date_text,
        source.created_timestamp as created_at_local_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
