with source as (
    select * from {{ source("raw_storefront", "products") }}
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
        {{ product_id("storefront", "source.product_id") }} as product_id,
        {{ free_text("source.product_name") }} as product_name,
        {{ null_if_marker("source.category") }} as category,
        {{ null_if_marker("source.subcategory") }} as subcategory,
        {{ null_if_marker("source.brand") }} as brand,
        {{ safe_decimal("source.price") }} as price,
        upper({{ null_if_marker("source.currency") }}) as currency_code,
        {{ safe_integer("source.stock_quantity") }} as stock_quantity,
        {{ safe_decimal("source.weight_kg") }} as weight_kg,
        {{ null_if_marker("source.dimensions_cm") }} as dimensions_cm,
        {{ null_if_marker("source.color") }} as colour,
        {{ null_if_marker("source.material") }} as material,
        {{ free_text("source.description") }} as description,
        {{ safe_date("source.launch_date") }} as launch_date,
        {{ safe_boolean("source.discontinued") }} as is_discontinued,
        {{ safe_timestamp("source.created_timestamp") }} as created_at_local,
        source.price as price_text,
        source.stock_quantity as stock_quantity_text,
        source.weight_kg as weight_kg_text,
        source.launch_date as launch_date_text,
        source.discontinued as is_discontinued_text,
        source.created_timestamp as created_at_local_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
