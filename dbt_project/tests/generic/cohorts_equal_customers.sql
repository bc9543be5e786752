-- Fails if the cohorts of a market do not have its customers, or one of them did not order in the month of the first
-- order.
{% test cohorts_equal_customers(model) %}

with expected as (
    select
        market,
        count(*) as customer_count
    from {{ ref("agg_customers") }}
    where order_count > 0
    group by market
),

found as (
    select
        market,
        sum(cohort_customer_count) as cohort_customer_count,
        sum(customer_count) as customer_count
    from {{ model }}
    where months_since_first_order = 0
    group by market
)

select
    coalesce(expected.market, found.market) || ': agg_customers has ' || coalesce(expected.customer_count, 0)
    || ' customers with an order, {{ model.identifier }} has ' || coalesce(found.cohort_customer_count, 0)
    || ', and in their first month ' || coalesce(found.customer_count, 0) as finding
from expected
full join found on expected.market = found.market
where
    expected.customer_count is distinct from found.cohort_customer_count
    or expected.customer_count is distinct from found.customer_count
order by finding

{% endtest %}
