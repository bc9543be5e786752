with source as (
    select * from {{ source("ops", "batches") }}
),

renamed as (
    select
        batch_id,
        source,
        trigger_path,
        trigger_id,
        batch_date,
        state,
        error,
        {{ instant_to_utc("discovered_at") }} as discovered_at,
        {{ instant_to_utc("finished_at") }} as finished_at
    from source
)

select * from renamed
