-- Fails if a customer with orders that count has no first one, or another order that counts is before it. Asks the
-- facts themselves, and not the days and months by which the first order was found.
{% test no_order_is_before_the_first(model) %}

with orders as (
    select * from {{ ref("fct_orders") }}
    where customer_id is not null and gross_amount > 0
),

customers as (
    select
        customers.customer_id,
        customers.first_order_id,
        orders.date_id,
        orders.ordered_at
    from {{ model }} as customers
    left join orders on customers.first_order_id = orders.order_id and customers.customer_id = orders.customer_id
)

select
    orders.customer_id || ': ' || orders.order_id || ' of ' || orders.ordered_at || ' is before '
    || coalesce(customers.first_order_id, 'nothing') as finding
from orders
left join customers on orders.customer_id = customers.customer_id
where
    customers.ordered_at is null
    or (orders.date_id, orders.ordered_at, orders.order_id)
    < (customers.date_id, customers.ordered_at, customers.first_order_id)
order by finding

{% endtest %}
