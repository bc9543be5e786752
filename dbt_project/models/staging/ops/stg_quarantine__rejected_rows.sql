-- Without the bytes of the line: they may hold personal data, and only an operator has a use for them.
with source as (
    select * from {{ source("quarantine", "rejected_rows") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

renamed as (
    select
        source.file_id,
        source.attempt,
        source.line_number,
        source.byte_offset,
        source.reason,
        source.detail,
        {{ instant_to_utc("source.rejected_at") }} as rejected_at
    from source
    inner join files on source.file_id = files.file_id and source.attempt = files.attempt
)

select * from renamed
