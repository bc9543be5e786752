-- Fails if a day has other sessions or purchases than the facts have on it. Does not assert how they are divided
-- among devices.
{% test sessions_add_up(model, whole_history=false) %}

with facts as (
    select
        date_id,
        count(*) as session_count,
        count(*) filter (where is_converted) as purchased_count
    from {{ ref("fct_sessions") }}
    where {{ in_question("date_id", whole_history, changes="changed_session_days") }}
    group by date_id
),

days as (
    select
        date_id,
        sum(session_count) as session_count,
        sum(purchased_count) as purchased_count
    from {{ model }}
    where {{ in_question("date_id", whole_history, changes="changed_session_days") }}
    group by date_id
)

select
    coalesce(facts.date_id, days.date_id) || ': fct_sessions has ' || coalesce(facts.session_count, 0) || ' sessions, '
    || coalesce(facts.purchased_count, 0) || ' with a purchase; {{ model.identifier }} has '
    || coalesce(days.session_count, 0) || ', ' || coalesce(days.purchased_count, 0) as finding
from facts
full join days on facts.date_id = days.date_id
where
    facts.session_count is distinct from days.session_count
    or facts.purchased_count is distinct from days.purchased_count
order by finding

{% endtest %}
