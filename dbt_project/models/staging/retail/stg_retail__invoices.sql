with source as (
    select * from {{ source("raw_retail", "invoices") }}
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
        {{ order_id("retail", "source.invoice_no") }} as order_id,
        {{ product_id("retail", "source.stock_code") }} as product_id,
        {{ free_text("source.description") }} as description,
        {{ safe_integer("source.quantity") }} as quantity,
        {{ safe_timestamp("source.invoice_date") }} as invoiced_at_local,
        {{ safe_decimal("source.unit_price") }} as unit_price,
        {{ customer_id("retail", "source.customer_id") }} as customer_id,
        {{ null_if_marker("source.country") }} as country,
        source.quantity as quantity_text,
        source.invoice_date as invoiced_at_local_text,
        source.unit_price as unit_price_text,
        source.customer_id as customer_id_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
