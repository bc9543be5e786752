-- Fails if a row of the facts names a member that its dimension lacks, or the unknown member although the member is
-- known.
{% test every_key_names_its_member(model, dimension, key, id=none, whole_history=false) %}

with keys as (
    select
        {{ key }} as member_key,
        {{ id or "cast(null as " ~ dbt.type_string() ~ ")" }} as member_id,
        min(date_id) as first_date_id,
        count(*) as row_count
    from {{ model }}
    where {{ in_question("date_id", whole_history) }}
    group by 1, 2
),

members as (
    select * from {{ ref(dimension) }}
)

select
    row_count || ' rows of {{ model.identifier }} from ' || first_date_id || ' on name {{ dimension }} ' || member_key
    || coalesce(' for ' || member_id, '') || ', which ' || coalesce('is ' || members.{{ key }}, 'does not exist') as finding
from keys
left join members on {{ "keys.member_id = members." ~ id if id else "keys.member_key = members." ~ key }}
where keys.member_key is distinct from {{ "coalesce(members." ~ key ~ ", -1)" if id else "members." ~ key }}
order by finding

{% endtest %}
