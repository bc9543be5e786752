-- Fails if a row of the facts names a member that its dimension lacks; with `id` also if it names another one, or the
-- unknown one although the member is known; with `at` also if it names a version that is not for its time.
{% test every_key_names_its_member(model, dimension, key, id=none, at=none, whole_history=false) %}

with keys as (
    select
        {{ key }} as member_key,
        {{ id ~ " as member_id," if id }} {{ "min(" ~ at ~ ") as first_at, max(" ~ at ~ ") as last_at," if at }}
        min(date_id) as first_date_id,
        count(*) as row_count
    from {{ model }}
    -- A key that may be null says itself that there is no member.
    where {{ key }} is not null and {{ in_question("date_id", whole_history) }}
    group by {{ "1, 2" if id else "1" }}
),

members as (
    select * from {{ ref(dimension) }}
)

select
    row_count || ' rows of {{ model.identifier }}' || coalesce(' from ' || first_date_id || ' on', '')
    || ' name {{ dimension }} ' || member_key || {{ "coalesce(' for ' || member_id, '') ||" if id }} ', which '
    || case
        when members.{{ key }} is null then 'does not exist'
        {% if id -%}
        when members.{{ key }} = -1 then 'is unknown though it is there'
        else 'is ' || members.{{ id }} {{ "|| ' from ' || members.effective_from || ' to ' || members.effective_to" if at }}
        {%- endif %}
    end as finding
from keys
left join members on keys.member_key = members.{{ key }}
where
    members.{{ key }} is null
    {% if id -%}
    or keys.member_key = -1 and keys.member_id in (select known.{{ id }} from members as known)
    or keys.member_key <> -1 and keys.member_id is distinct from members.{{ id }}
    {{ "or keys.first_at < members.effective_from or keys.last_at >= members.effective_to" if at }}
    {%- endif %}
order by finding

{% endtest %}
