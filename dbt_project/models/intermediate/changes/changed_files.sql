-- The interval of this build: from the state that was last published to the ledger as it was frozen at the start.
-- Empty while nothing is published yet, for then everything is built whole.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

published as (
    {{ published_interval() }}
),

final as (
    select
        files.file_id,
        files.attempt,
        files.source,
        files.feed,
        files.path,
        files.is_visible,
        files.business_date,
        files.latest_date,
        files.change_seq
    from files
    inner join published on files.change_seq > published.change_seq
)

select * from final
