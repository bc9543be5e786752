-- Fails if the weeks of a market and currency do not come to what its days come to, in deliveries and to the last
-- decimal of their cost. Does not assert in which week a day is.
{% test weeks_equal_days(model) %}

with days as (
    select
        source,
        market,
        currency_code,
        sum(delivery_count) as delivery_count,
        coalesce(sum(delivery_cost), 0) as delivery_cost
    from {{ ref("agg_deliveries") }}
    group by source, market, currency_code
),

weeks as (
    select
        source,
        market,
        currency_code,
        sum(delivery_count) as delivery_count,
        coalesce(sum(delivery_cost), 0) as delivery_cost
    from {{ model }}
    group by source, market, currency_code
)

select
    coalesce(days.market, weeks.market) || ' in ' || coalesce(days.currency_code, weeks.currency_code)
    || ': the days have ' || coalesce(days.delivery_count, 0) || ' deliveries that cost '
    || coalesce(days.delivery_cost, 0) || ', {{ model.identifier }} has ' || coalesce(weeks.delivery_count, 0)
    || ' that cost ' || coalesce(weeks.delivery_cost, 0) as finding
from days
full join weeks
    on days.source = weeks.source and days.market = weeks.market and days.currency_code = weeks.currency_code
where
    days.delivery_count is distinct from weeks.delivery_count
    or days.delivery_cost is distinct from weeks.delivery_cost
order by finding

{% endtest %}
