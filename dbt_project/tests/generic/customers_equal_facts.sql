-- Fails if the customers of a day, market and currency do not have the orders, the order amount and the net revenue
-- that the facts have with a customer. Does not assert which customer has which.
{% test customers_equal_facts(model, whole_history=false) %}

with facts as (
    select
        market,
        date_id,
        currency_code,
        count(*) as order_count,
        sum(total_amount) as order_amount,
        0 as net_amount
    from {{ ref("fct_orders") }}
    where customer_id is not null and gross_amount > 0 and {{ in_question("date_id", whole_history) }}
    group by market, date_id, currency_code
    union all
    select
        market,
        date_id,
        currency_code,
        0 as order_count,
        0 as order_amount,
        sum(case when {{ is_void("sales") }} then 0 else total_price end) as net_amount
    from {{ ref("fct_sales") }} as sales
    where customer_id is not null and {{ in_question("date_id", whole_history) }}
    group by market, date_id, currency_code
),

expected as (
    select
        market,
        date_id,
        currency_code,
        sum(order_count) as order_count,
        sum(order_amount) as order_amount,
        sum(net_amount) as net_amount
    from facts
    group by market, date_id, currency_code
),

found as (
    select
        market,
        date_id,
        currency_code,
        sum(order_count) as order_count,
        sum(order_amount) as order_amount,
        sum(net_amount) as net_amount
    from {{ model }}
    where {{ in_question("date_id", whole_history) }}
    group by market, date_id, currency_code
)

select
    coalesce(expected.market, found.market) || ' on ' || coalesce(expected.date_id, found.date_id) || ' in '
    || coalesce(expected.currency_code, found.currency_code) || ': the facts have ' || coalesce(expected.order_count, 0)
    || ' orders of ' || coalesce(expected.order_amount, 0) || ' and net ' || coalesce(expected.net_amount, 0)
    || ' with a customer, {{ model.identifier }} has ' || coalesce(found.order_count, 0) || ' of '
    || coalesce(found.order_amount, 0) || ' and ' || coalesce(found.net_amount, 0) as finding
from expected
full join found
    on
        expected.market = found.market
        and expected.date_id = found.date_id
        and expected.currency_code = found.currency_code
where
    coalesce(expected.order_count, 0) <> coalesce(found.order_count, 0)
    or coalesce(expected.order_amount, 0) <> coalesce(found.order_amount, 0)
    or coalesce(expected.net_amount, 0) <> coalesce(found.net_amount, 0)
order by finding

{% endtest %}
