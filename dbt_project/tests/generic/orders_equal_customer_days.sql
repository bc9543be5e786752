-- Fails if the first and later orders of a day, source and currency together are not those of agg_customer_days, in
-- number or money, or if a source does not have as many first orders as customers who ordered.
{% test orders_equal_customer_days(model) %}

with days as (
    select
        source,
        currency_code,
        date_id,
        sum(order_count) as order_count,
        sum(order_amount) as order_amount
    from {{ ref("agg_customer_days") }}
    where order_count > 0
    group by source, currency_code, date_id
),

customers as (
    select
        source,
        count(*) as customer_count
    from {{ ref("agg_customers") }}
    where order_count > 0
    group by source
),

firsts as (
    select
        source,
        sum(first_order_count) as first_order_count
    from {{ model }}
    group by source
)

select
    coalesce(days.source, divided.source) || ' on ' || coalesce(days.date_id, divided.date_id) || ' in '
    || coalesce(days.currency_code, divided.currency_code)
    || ': agg_customer_days has ' || coalesce(days.order_count, 0) || ' orders of ' || coalesce(days.order_amount, 0) || ', {{ model.identifier }} has '
    || coalesce(divided.first_order_count + divided.repeat_order_count, 0) || ' of '
    || coalesce(divided.first_order_amount + divided.repeat_order_amount, 0) as finding
from days
full join {{ model }} as divided
    on days.source = divided.source
    and days.currency_code = divided.currency_code
    and days.date_id = divided.date_id
where
    coalesce(days.order_count, 0) <> coalesce(divided.first_order_count + divided.repeat_order_count, 0)
    or coalesce(days.order_amount, 0) <> coalesce(divided.first_order_amount + divided.repeat_order_amount, 0)
union all
select
    coalesce(customers.source, firsts.source) || ': ' || coalesce(customers.customer_count, 0)
    || ' customers ordered, {{ model.identifier }} has ' || coalesce(firsts.first_order_count, 0) || ' first orders'
        as finding
from customers
full join firsts on customers.source = firsts.source
where coalesce(customers.customer_count, 0) <> coalesce(firsts.first_order_count, 0)
order by finding

{% endtest %}
