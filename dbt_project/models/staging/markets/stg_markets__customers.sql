with source as (
    select * from {{ source("raw_markets", "customers") }}
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
        lower(source._market) as market,
        {{ customer_id("markets", "source.customer_id") }} as customer_id,
        {{ null_if_marker("source.last_used_platform") }} as last_used_platform,
        {{ safe_boolean("source.is_blocked") }} as is_blocked,
        {{ safe_instant("source.created_at") }} as created_at,
        {{ null_if_marker("source.language") }} as language,
        {{ safe_decimal("source.outstanding_amount") }} as outstanding_amount,
        {{ safe_integer("source.loyalty_points") }} as loyalty_points,
        {{ safe_integer("source.number_of_employees") }} as employee_count,
        source.customer_id as customer_id_text,
        source.is_blocked as is_blocked_text,
        source.created_at as created_at_text,
        source.outstanding_amount as outstanding_amount_text,
        source.loyalty_points as loyalty_points_text,
        source.number_of_employees as employee_count_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    where files.is_visible
)

select * from renamed
