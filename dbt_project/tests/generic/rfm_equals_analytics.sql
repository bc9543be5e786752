-- Fails if a customer is in one of both marts only, or has another last order, number of orders or revenue there.
{% test rfm_equals_analytics(model) %}

with analytics as (
    select * from {{ ref("customer_analytics") }}
),

scored as (
    select * from {{ model }}
)

select
    coalesce(analytics.customer_id, scored.customer_id) || ': customer_analytics has '
    || coalesce(analytics.order_count, 0) || ' orders, {{ model.identifier }} ' || coalesce(scored.order_count, 0) as finding
from analytics
full join scored on analytics.customer_id = scored.customer_id
where
    analytics.order_count is distinct from scored.order_count
    or analytics.revenue_usd is distinct from scored.revenue_usd
    or analytics.last_order_date is distinct from scored.last_order_date
order by finding

{% endtest %}
