-- Sessions to which any version of a changed event belongs: the one it has now, and the one it may have left.
with changed as (
    select * from {{ ref("changed_events") }}
),

judged as (
    select * from {{ ref("chk_app__events") }}
),

final as (
    select distinct judged.session_id
    from judged
    inner join changed on judged.event_id = changed.event_id
    where judged.session_id is not null
)

select session_id from final
