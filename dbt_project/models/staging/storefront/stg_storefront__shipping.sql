with source as (
    select * from {{ source("raw_storefront", "shipping") }}
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
        {{ safe_id("source.shipping_id") }} as shipping_id,
        {{ order_id("storefront", "source.order_id") }} as order_id,
        {{ safe_id("source.tracking_number") }} as tracking_number,
        {{ null_if_marker("source.carrier") }} as carrier,
        {{ null_if_marker("source.service_type") }} as service_type,
        {{ warehouse_id("storefront", "source.origin_warehouse") }} as warehouse_id,
        {{ free_text("source.destination_address") }} as destination_address,
        {{ safe_decimal("source.shipping_cost") }} as shipping_cost,
        upper({{ null_if_marker("source.currency") }}) as currency_code,
        {{ safe_date("source.estimated_delivery") }} as estimated_delivery_date,
        {{ safe_date("source.actual_delivery") }} as actual_delivery_date,
        {{ null_if_marker("source.shipping_status") }} as shipping_status,
        {{ safe_decimal("source.package_weight") }} as package_weight_kg,
        {{ null_if_marker("source.package_dimensions") }} as package_dimensions_cm,
        {{ safe_decimal("source.insurance_value") }} as insurance_value,
        {{ safe_timestamp("source.created_timestamp") }} as created_at_local,
        source.shipping_cost as shipping_cost_text,
        source.estimated_delivery as estimated_delivery_date_text,
        source.actual_delivery as actual_delivery_date_text,
        source.package_weight as package_weight_kg_text,
        source.insurance_value as insurance_value_text,
        source.created_timestamp as created_at_local_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
