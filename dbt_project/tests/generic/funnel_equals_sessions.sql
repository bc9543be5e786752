-- Fails if a day of the funnel has other sessions, carts or purchases than the sessions of that day, or is missing.
-- Does not assert how they are divided among devices.
{% test funnel_equals_sessions(model) %}

with days as (
    select
        date_id,
        sum(session_count) as session_count,
        sum(added_count) as added_count,
        sum(purchased_count) as purchased_count
    from {{ ref("agg_sessions") }}
    group by date_id
),

funnel as (
    select
        date_id,
        sum(session_count) as session_count,
        sum(added_count) as added_count,
        sum(purchased_count) as purchased_count
    from {{ model }}
    group by date_id
)

select
    coalesce(days.date_id, funnel.date_id) || ': sessions ' || coalesce(days.session_count, 0) || ', with a cart '
    || coalesce(days.added_count, 0) || ', with a purchase ' || coalesce(days.purchased_count, 0)
    || '; {{ model.identifier }} has ' || coalesce(funnel.session_count, 0) || ', ' || coalesce(funnel.added_count, 0)
    || ', ' || coalesce(funnel.purchased_count, 0) as finding
from days
full join funnel on days.date_id = funnel.date_id
where
    coalesce(days.session_count, 0) <> coalesce(funnel.session_count, 0)
    or coalesce(days.added_count, 0) <> coalesce(funnel.added_count, 0)
    or coalesce(days.purchased_count, 0) <> coalesce(funnel.purchased_count, 0)
    or funnel.date_id is null
order by finding

{% endtest %}
