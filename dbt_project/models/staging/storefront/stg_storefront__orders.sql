with source as (
    select * from {{ source("raw_storefront", "orders") }}
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
        {{ order_id("storefront", "source.order_id") }} as order_id,
        {{ customer_id("storefront", "source.customer_id") }} as customer_id,
        {{ product_id("storefront", "source.product_id") }} as product_id,
        {{ safe_timestamp("source.order_date") }} as ordered_at_local,
        {{ safe_decimal("source.order_amount") }} as order_amount,
        upper({{ null_if_marker("source.currency") }}) as currency_code,
        {{ null_if_marker("source.payment_method") }} as payment_method,
        {{ free_text("source.shipping_address") }} as shipping_address,
        {{ null_if_marker("source.order_status") }} as order_status,
        {{ safe_timestamp("source.created_timestamp") }} as created_at_local,
        source.order_date as ordered_at_local_text,
        source.order_amount as order_amount_text,
        source.created_timestamp as created_at_local_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
