with source as (
    select * from {{ source("raw_app", "orders") }}
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
        {{ order_id("app", "source.order_id") }} as order_id,
        {{ customer_id("app", "source.customer_id") }} as customer_id,
        {{ safe_instant("source.order_date") }} as ordered_at,
        {{ null_if_marker("source.status") }} as order_status,
        {{ json_list("source.items") }} as items,
        {{ safe_decimal("source.subtotal") }} as subtotal_amount,
        {{ safe_decimal("source.discount_percent") }} as discount_percent,
        {{ safe_decimal("source.discount_amount") }} as discount_amount,
        {{ safe_decimal("source.tax_rate") }} as tax_rate,
        {{ safe_decimal("source.tax_amount") }} as tax_amount,
        {{ safe_decimal("source.shipping_cost") }} as shipping_amount,
        {{ safe_decimal("source.total_amount") }} as order_amount,
        {{ null_if_marker("source.payment_method") }} as payment_method,
        {{ free_text("source.shipping_address") }} as shipping_address,
        {{ free_text("source.billing_address") }} as billing_address,
        upper({{ null_if_marker("source.currency") }}) as currency_code,
        source.order_date as ordered_at_text,
        source.items as items_text,
        source.subtotal as subtotal_amount_text,
        source.discount_percent as discount_percent_text,
        source.discount_amount as discount_amount_text,
        source.tax_rate as tax_rate_text,
        source.tax_amount as tax_amount_text,
        source.shipping_cost as shipping_amount_text,
        source.total_amount as order_amount_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
