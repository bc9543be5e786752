-- Fails if on a day the facts hold other orders of a shop than were accepted, or they come to another amount, counted
-- once per order. Does not compare an order with its lines.
{% test orders_equal_accepted_orders(model, source, log, whole_history=false) %}

with {{ current_rows(log, whole_history) }}

accepted as (
    select
        {{ "market" if source == "markets" else "'" ~ source ~ "'" }} as market,
        {{ date_id("sales_day") }} as date_id,
        currency_code,
        count(*) as order_count,
        sum(order_amount) as amount
    from current_rows
    where line_number = 1
    group by 1, 2, 3
),

facts as (
    select
        market,
        date_id,
        currency_code,
        count(*) as order_count,
        sum(total_amount) as amount
    from {{ model }}
    where source = '{{ source }}' and {{ in_question("date_id", whole_history) }}
    group by market, date_id, currency_code
)

select
    coalesce(accepted.market, facts.market) || ' on ' || coalesce(accepted.date_id, facts.date_id) || ' in '
    || coalesce(accepted.currency_code, facts.currency_code) || ': {{ log[4:] }} has '
    || coalesce(accepted.order_count, 0) || ' accepted orders of ' || coalesce(accepted.amount, 0)
    || ', {{ model.identifier }} has ' || coalesce(facts.order_count, 0) || ' of ' || coalesce(facts.amount, 0) as finding
from accepted
full join facts
    on
        accepted.market = facts.market
        and accepted.date_id = facts.date_id
        and accepted.currency_code = facts.currency_code
where accepted.order_count is distinct from facts.order_count or accepted.amount is distinct from facts.amount
order by finding

{% endtest %}
