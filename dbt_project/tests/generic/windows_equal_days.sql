-- Fails if the orders of a customer in all windows are not those of all days, in number or in USD.
{% test windows_equal_days(model) %}

with days as (
    select
        customer_id,
        sum(order_count) as order_count,
        case when count(*) = count(order_amount_usd) then sum(order_amount_usd) end as order_amount_usd
    from {{ ref("agg_customer_days") }}
    where order_count > 0
    group by customer_id
),

windows as (
    select
        customer_id,
        sum(order_count) as order_count,
        case when count(*) = count(total_order_amount_usd) then sum(total_order_amount_usd) end as order_amount_usd
    from {{ model }}
    group by customer_id
)

select
    coalesce(days.customer_id, windows.customer_id) || ': agg_customer_days has ' || coalesce(days.order_count, 0)
    || ' orders of ' || coalesce(cast(days.order_amount_usd as {{ dbt.type_string() }}), 'unknown')
    || ' USD, {{ model.identifier }} has ' || coalesce(windows.order_count, 0) || ' of '
    || coalesce(cast(windows.order_amount_usd as {{ dbt.type_string() }}), 'unknown') as finding
from days
full join windows on days.customer_id = windows.customer_id
where
    days.order_count is distinct from windows.order_count
    or days.order_amount_usd is distinct from windows.order_amount_usd
order by finding

{% endtest %}
