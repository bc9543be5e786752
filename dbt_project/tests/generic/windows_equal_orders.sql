-- Fails if the orders of a customer in ten days are not those of the fact, in number, pieces or money, or the ways of
-- their deliveries are others. Money is compared where it is in one currency.
{% test windows_equal_orders(model, whole_history=false) %}

with dates as (
    select * from {{ ref("dim_date") }}
    where {{ in_question("window_start_date", whole_history) }}
),

orders as (
    select
        dates.window_start_date,
        orders.*
    from dates
    inner join {{ ref("fct_orders") }} as orders on dates.date_id = orders.date_id
    where orders.customer_id is not null and orders.gross_amount > 0
),

ways as (
    select
        deliveries.order_id,
        sum(deliveries.distance_m) as distance_m
    from dates
    inner join {{ ref("fct_deliveries") }} as deliveries on dates.date_id = deliveries.date_id
    where not deliveries.is_distance_implausible
    group by deliveries.order_id
),

expected as (
    select
        orders.window_start_date,
        orders.customer_id,
        count(*) as order_count,
        sum(orders.quantity) as quantity,
        sum(orders.total_amount) as order_amount,
        coalesce(sum(ways.distance_m), 0) as distance_m
    from orders
    left join ways on orders.order_id = ways.order_id
    group by orders.window_start_date, orders.customer_id
),

found as (
    select * from {{ model }}
    where {{ in_question("window_start_date", whole_history) }}
)

select
    coalesce(expected.customer_id, found.customer_id) || ' from '
    || coalesce(expected.window_start_date, found.window_start_date) || ' on: the facts have '
    || coalesce(expected.order_count, 0) || ' orders of ' || coalesce(expected.quantity, 0) || ' pieces and '
    || coalesce(expected.order_amount, 0) || ', brought ' || coalesce(expected.distance_m, 0)
    || ' metres; {{ model.identifier }} has ' || coalesce(found.order_count, 0) || ' of ' || coalesce(found.quantity, 0)
    || ' and ' || coalesce(cast(found.order_amount as {{ dbt.type_string() }}), 'no one sum') || ', '
    || coalesce(found.delivery_distance_m, 0) as finding
from expected
full join found
    on expected.window_start_date = found.window_start_date
    and expected.customer_id = found.customer_id
where
    expected.order_count is distinct from found.order_count
    or expected.quantity is distinct from found.quantity
    or (found.currency_code is not null and expected.order_amount is distinct from found.order_amount)
    or coalesce(expected.distance_m, 0) <> coalesce(found.delivery_distance_m, 0)
order by finding

{% endtest %}
