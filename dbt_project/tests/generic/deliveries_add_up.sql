-- Fails if a day, market and currency has other deliveries than the facts, or they cost another sum, to the last
-- decimal. Does not assert how they are divided among carriers.
{% test deliveries_add_up(model, whole_history=false) %}

with facts as (
    select
        coalesce(date_id, -1) as date_id,
        source,
        market,
        coalesce(currency_code, 'XXX') as currency_code,
        count(*) as delivery_count,
        coalesce(sum(delivery_cost), 0) as delivery_cost
    from {{ ref("fct_deliveries") }}
    where date_id is null or {{ in_question("date_id", whole_history, changes="changed_delivery_days") }}
    group by coalesce(date_id, -1), source, market, coalesce(currency_code, 'XXX')
),

days as (
    select
        date_id,
        source,
        market,
        currency_code,
        sum(delivery_count) as delivery_count,
        coalesce(sum(delivery_cost), 0) as delivery_cost
    from {{ model }}
    where date_id = -1 or {{ in_question("date_id", whole_history, changes="changed_delivery_days") }}
    group by date_id, source, market, currency_code
)

select
    coalesce(facts.market, days.market) || ' on ' || coalesce(facts.date_id, days.date_id) || ' in '
    || coalesce(facts.currency_code, days.currency_code) || ': fct_deliveries has ' || coalesce(facts.delivery_count, 0)
    || ' deliveries that cost ' || coalesce(facts.delivery_cost, 0) || ', {{ model.identifier }} has '
    || coalesce(days.delivery_count, 0) || ' that cost ' || coalesce(days.delivery_cost, 0) as finding
from facts
full join days
    on facts.date_id = days.date_id
    and facts.source = days.source
    and facts.market = days.market
    and facts.currency_code = days.currency_code
where
    facts.delivery_count is distinct from days.delivery_count
    or facts.delivery_cost is distinct from days.delivery_cost
order by finding

{% endtest %}
