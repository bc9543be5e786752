-- Fails if somebody in `pii` is no customer of the shop that says so, if a customer of the web shop is missing there,
-- or if what is said of one is not of the newest version. Does not assert that names and addresses are right.
{% test people_are_customers(model, whole_history=false) %}

with people as (
    select * from {{ model }}
    where {{ in_question("customer_id", whole_history) }}
),

members as (
    select * from {{ ref("dim_customers") }}
    where is_current and {{ in_question("customer_id", whole_history) }}
),

compared as (
    select
        coalesce(people.customer_id, members.customer_id) as customer_id,
        people.source as told_by,
        members.source as known_to,
        people.valid_from as told_from,
        people.valid_to as told_to,
        members.valid_from,
        members.valid_to
    from people
    full join members on people.customer_id = members.customer_id
)

select
    customer_id || ': {{ model.identifier }} has somebody of ' || coalesce(told_by || ' from ' || told_from, 'no shop')
    || coalesce(' to ' || told_to, '') || ', dim_customers one of ' || coalesce(known_to || ' from ' || valid_from, 'no shop')
    || coalesce(' to ' || valid_to, '') as finding
from compared
where
    told_by <> known_to
    or known_to is null
    or known_to = 'storefront'
    and (told_by is null or told_from <> valid_from or told_to is distinct from valid_to)
order by finding

{% endtest %}
