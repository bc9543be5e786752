-- Fails if the customers, orders or revenue of a market are not those of agg_customers with an order that counts.
{% test buyers_equal_customers(model) %}

with expected as (
    select
        market,
        count(*) as customer_count,
        sum(order_count) as order_count,
        sum(net_amount_usd) as revenue_usd
    from {{ ref("agg_customers") }}
    where order_count > 0
    group by market
),

found as (
    select
        market,
        count(*) as customer_count,
        sum(order_count) as order_count,
        sum(revenue_usd) as revenue_usd
    from {{ model }}
    group by market
)

select
    coalesce(expected.market, found.market) || ': ' || coalesce(expected.customer_count, 0) || ' customers with '
    || coalesce(expected.order_count, 0) || ' orders of ' || coalesce(expected.revenue_usd, 0)
    || ' USD in agg_customers, {{ model.identifier }} has ' || coalesce(found.customer_count, 0) || ', '
    || coalesce(found.order_count, 0) || ', ' || coalesce(found.revenue_usd, 0) as finding
from expected
full join found on expected.market = found.market
where
    expected.customer_count is distinct from found.customer_count
    or expected.order_count is distinct from found.order_count
    or expected.revenue_usd is distinct from found.revenue_usd
order by finding

{% endtest %}
