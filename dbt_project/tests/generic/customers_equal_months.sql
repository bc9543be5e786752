-- Fails if a customer's orders or net revenue are not those of the customer's months, or one of the two has customers
-- that the other lacks.
{% test customers_equal_months(model) %}

with months as (
    select
        customer_id,
        sum(order_count) as order_count,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd
    from {{ ref("agg_customer_months") }}
    group by customer_id
),

customers as (
    select * from {{ model }}
)

select
    coalesce(months.customer_id, customers.customer_id) || ': the months have '
    || coalesce(cast(months.order_count as {{ dbt.type_string() }}), 'no') || ' orders and net '
    || coalesce(cast(months.net_amount_usd as {{ dbt.type_string() }}), 'unknown') || ' USD, {{ model.identifier }} has '
    || coalesce(cast(customers.order_count as {{ dbt.type_string() }}), 'no') || ' and '
    || coalesce(cast(customers.net_amount_usd as {{ dbt.type_string() }}), 'unknown') as finding
from months
full join customers on months.customer_id = customers.customer_id
where
    months.order_count is distinct from customers.order_count
    or months.net_amount_usd is distinct from customers.net_amount_usd
order by finding

{% endtest %}
