-- Fails if the tax, shipping or discounts of the KPI are not those of the orders that were not cancelled. Does
-- not assert in which category they stand.
{% test charges_equal_orders(model, whole_history=false) %}

with orders as (
    select
        source,
        market,
        date_id,
        currency_code,
        coalesce(sum(tax_amount), 0) as tax,
        coalesce(sum(shipping_amount), 0) as shipping,
        coalesce(sum(discount_amount), 0) as discount
    from {{ ref("fct_orders") }}
    where not is_cancelled and {{ in_question("date_id", whole_history) }}
    group by source, market, date_id, currency_code
),

kpis as (
    select
        source,
        market,
        date_id,
        currency_code,
        coalesce(sum(tax_amount), 0) as tax,
        coalesce(sum(shipping_amount), 0) as shipping,
        coalesce(sum(discount_amount), 0) as discount
    from {{ model }}
    where {{ in_question("date_id", whole_history) }}
    group by source, market, date_id, currency_code
)

select
    coalesce(orders.market, kpis.market) || ' on ' || coalesce(orders.date_id, kpis.date_id) || ' in '
    || coalesce(orders.currency_code, kpis.currency_code) || ': orders have tax ' || coalesce(orders.tax, 0) || ', shipping '
    || coalesce(orders.shipping, 0) || ', discount ' || coalesce(orders.discount, 0) || '; {{ model.identifier }} has '
    || coalesce(kpis.tax, 0) || ', ' || coalesce(kpis.shipping, 0) || ', ' || coalesce(kpis.discount, 0) as finding
from orders
full join kpis
    on orders.source = kpis.source
    and orders.market = kpis.market
    and orders.date_id = kpis.date_id
    and orders.currency_code = kpis.currency_code
where
    coalesce(orders.tax, 0) <> coalesce(kpis.tax, 0)
    or coalesce(orders.shipping, 0) <> coalesce(kpis.shipping, 0)
    or coalesce(orders.discount, 0) <> coalesce(kpis.discount, 0)
order by finding

{% endtest %}
