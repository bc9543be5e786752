with source as (
    select * from {{ source("raw_storefront", "customers") }}
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
        {{ customer_id("storefront", "source.customer_id") }} as customer_id,
        {{ free_text("source.first_name") }} as first_name,
        {{ free_text("source.last_name") }} as last_name,
        {{ null_if_marker("source.email") }} as email,
        {{ null_if_marker("source.phone") }} as phone,
        {{ safe_date("source.date_of_birth") }} as birth_date,
        {{ safe_date("source.registration_date") }} as registration_date,
        {{ free_text("source.address") }} as address,
        {{ null_if_marker("source.city") }} as city,
        {{ null_if_marker("source.state") }} as state,
        {{ safe_id("source.zip_code") }} as zip_code,
        {{ null_if_marker("source.country") }} as country,
        {{ null_if_marker("source.customer_tier") }} as customer_tier,
        {{ safe_timestamp("source.last_login") }} as last_login_at_local,
        {{ safe_timestamp("source.created_timestamp") }} as created_at_local,
        source.date_of_birth as birth_date_text,
        source.registration_date as registration_date_text,
        source.last_login as last_login_at_local_text,
        source.created_timestamp as created_at_local_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
