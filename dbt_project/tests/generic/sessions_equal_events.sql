-- Fails if a session has another number of events than the facts, is missing, or is there without an event. Does not
-- assert which steps a session reached.
{% test sessions_equal_events(model, whole_history=false) %}

with events as (
    select
        session_id,
        count(*) as event_count
    from {{ ref("fct_events") }}
    where session_id is not null and {{ in_question("session_id", whole_history) }}
    group by session_id
),

sessions as (
    select
        session_id,
        event_count
    from {{ model }}
    where {{ in_question("session_id", whole_history) }}
)

select
    coalesce(events.session_id, sessions.session_id) || ': fct_events has ' || coalesce(events.event_count, 0)
    || ' events, {{ model.identifier }} has ' || coalesce(sessions.event_count, 0) as finding
from events
full join sessions on events.session_id = sessions.session_id
where events.event_count is distinct from sessions.event_count
order by finding

{% endtest %}
