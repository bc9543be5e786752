-- Fails if the lines of the kept orders of a market do not come to the net revenue and pieces that the fact has of
-- them. An audit, because it joins the whole history.
{% test kept_orders_equal_sales(model) %}

with facts as (
    select
        orders.market,
        orders.currency_code,
        sum(sales.total_price) as net_amount,
        coalesce(sum(sales.quantity) filter (where sales.quantity > 0 and sales.unit_price > 0 and sales.total_price >= 0), 0)
            as sold_quantity
    from {{ ref("fct_orders") }} as orders
    inner join {{ ref("fct_sales") }} as sales on orders.order_id = sales.order_id
    where
        not orders.is_cancelled
        and not orders.is_refunded
        and (orders.gross_amount > 0 or coalesce(orders.discount_amount, 0) > 0)
    group by orders.market, orders.currency_code
),

months as (
    select
        market,
        currency_code,
        sum(net_amount) as net_amount,
        sum(sold_quantity) as sold_quantity
    from {{ model }}
    group by market, currency_code
)

select
    coalesce(facts.market, months.market) || ' in ' || coalesce(facts.currency_code, months.currency_code)
    || ': fct_sales has net ' || coalesce(facts.net_amount, 0) || ' and ' || coalesce(facts.sold_quantity, 0)
    || ' pieces of kept orders, {{ model.identifier }} has ' || coalesce(months.net_amount, 0) || ' and '
    || coalesce(months.sold_quantity, 0) as finding
from facts
full join months on facts.market = months.market and facts.currency_code = months.currency_code
where
    coalesce(facts.net_amount, 0) <> coalesce(months.net_amount, 0)
    or coalesce(facts.sold_quantity, 0) <> coalesce(months.sold_quantity, 0)
order by finding

{% endtest %}
