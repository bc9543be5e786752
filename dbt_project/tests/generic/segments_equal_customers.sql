-- Fails if the segments together do not have the customers, orders and revenue of customer_analytics.
{% test segments_equal_customers(model) %}

with customers as (
    select
        count(*) as customer_count,
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(revenue_usd), 0) as revenue_usd
    from {{ ref("customer_analytics") }}
),

segments as (
    select
        coalesce(sum(customer_count), 0) as customer_count,
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(revenue_usd), 0) as revenue_usd
    from {{ model }}
)

select
    'customer_analytics has ' || customers.customer_count || ' customers with ' || customers.order_count || ' orders of '
    || customers.revenue_usd || ' USD, {{ model.identifier }} has ' || segments.customer_count || ', '
    || segments.order_count || ', ' || segments.revenue_usd as finding
from customers
cross join segments
where
    customers.customer_count <> segments.customer_count
    or customers.order_count <> segments.order_count
    or customers.revenue_usd <> segments.revenue_usd

{% endtest %}
