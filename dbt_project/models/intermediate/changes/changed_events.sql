-- Events of the mobile shop that a file of the interval speaks of.
with files as (
    select * from {{ ref("changed_files") }}
),

judged as (
    select * from {{ ref("chk_app__events") }}
),

final as (
    select distinct judged.event_id
    from judged
    inner join files on judged.file_id = files.file_id
    where judged.event_id is not null
)

select event_id from final
