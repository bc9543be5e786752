-- Fails if the fact lacks an order with returned lines, has one without, or another number or sum of its lines, to the
-- last decimal. Does not assert the day of the refund.
{% test refunds_equal_returns(model, whole_history=false) %}

with returns as (
    select
        order_id,
        count(*) as line_count,
        sum(case when quantity < 0 then -total_price else total_price end) as refund_amount
    from {{ ref("fct_sales") }} as sales
    where
        is_return
        and (quantity < 0 and total_price <= 0 or {{ is_sold("sales") }})
        and {{ in_question("order_id", whole_history) }}
    group by order_id
),

refunds as (
    select
        order_id,
        line_count,
        refund_amount
    from {{ model }}
    where {{ in_question("order_id", whole_history) }}
)

select
    coalesce(returns.order_id, refunds.order_id) || ': fct_sales has ' || coalesce(returns.line_count, 0)
    || ' returned lines of ' || coalesce(returns.refund_amount, 0) || ', {{ model.identifier }} has '
    || coalesce(refunds.line_count, 0) || ' of ' || coalesce(refunds.refund_amount, 0) as finding
from returns
full join refunds on returns.order_id = refunds.order_id
where
    returns.line_count is distinct from refunds.line_count
    or returns.refund_amount is distinct from refunds.refund_amount
order by finding

{% endtest %}
