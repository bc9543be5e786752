-- Fails if the orders of a month, market and currency are not those of the fact, in number, money or what was refunded.
-- Does not assert how they are divided.
{% test months_equal_orders(model, whole_history=false) %}

with dates as (
    select
        date_id,
        year * 100 + month as month_id
    from {{ ref("dim_date") }}
    where {{ in_question("year * 100 + month", whole_history, key="month_id") }}
),

facts as (
    select
        orders.market,
        orders.currency_code,
        dates.month_id,
        count(*) as order_count,
        sum(orders.gross_amount) as gross_amount,
        coalesce(sum(orders.total_amount) filter (where orders.is_refunded), 0) as refunded_amount
    from dates
    inner join {{ ref("fct_orders") }} as orders on dates.date_id = orders.date_id
    group by orders.market, orders.currency_code, dates.month_id
),

months as (
    select
        market,
        currency_code,
        month_id,
        sum(order_count) as order_count,
        sum(gross_amount) as gross_amount,
        sum(refunded_amount) as refunded_amount
    from {{ model }}
    where {{ in_question("month_id", whole_history) }}
    group by market, currency_code, month_id
)

select
    coalesce(facts.market, months.market) || ' in ' || coalesce(facts.month_id, months.month_id) || ' in '
    || coalesce(facts.currency_code, months.currency_code) || ': fct_orders has ' || coalesce(facts.order_count, 0)
    || ' orders of ' || coalesce(facts.gross_amount, 0) || ', refunded ' || coalesce(facts.refunded_amount, 0)
    || '; {{ model.identifier }} has ' || coalesce(months.order_count, 0) || ' of ' || coalesce(months.gross_amount, 0)
    || ', ' || coalesce(months.refunded_amount, 0) as finding
from facts
full join months
    on facts.market = months.market
    and facts.currency_code = months.currency_code
    and facts.month_id = months.month_id
where
    facts.order_count is distinct from months.order_count
    or facts.gross_amount is distinct from months.gross_amount
    or facts.refunded_amount is distinct from months.refunded_amount
order by finding

{% endtest %}
