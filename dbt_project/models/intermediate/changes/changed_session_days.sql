-- Days of any version of an event of a changed session: the day it begins on now, and the one it may have begun on.
with sessions as (
    select * from {{ ref("changed_sessions") }}
),

judged as (
    select * from {{ ref("chk_app__events") }}
),

final as (
    select distinct {{ date_id("judged.event_date") }} as date_id
    from judged
    inner join sessions on judged.session_id = sessions.session_id
    where judged.event_date is not null
)

select date_id from final
