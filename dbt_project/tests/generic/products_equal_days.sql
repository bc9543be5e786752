-- Fails if the products of a month, market and currency do not have the lines and the net revenue that its days have,
-- which are compared with the facts themselves. Does not assert which product has which.
{% test products_equal_days(model) %}

with days as (
    select
        days.market,
        days.currency_code,
        dates.year * 100 + dates.month as month_id,
        sum(days.line_count) as line_count,
        sum(days.net_amount) as net_amount,
        case when count(*) = count(days.net_amount_usd) then sum(days.net_amount_usd) end as net_amount_usd
    from {{ ref("agg_daily") }} as days
    inner join {{ ref("dim_date") }} as dates on days.date_id = dates.date_id
    where days.category <> 'Charges and adjustments'
    group by days.market, days.currency_code, dates.year * 100 + dates.month
),

products as (
    select
        market,
        currency_code,
        month_id,
        sum(line_count) as line_count,
        sum(net_amount) as net_amount,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd
    from {{ model }}
    group by market, currency_code, month_id
)

select
    coalesce(days.market, products.market) || ' in ' || coalesce(days.month_id, products.month_id) || ' in '
    || coalesce(days.currency_code, products.currency_code) || ': the days have ' || coalesce(days.line_count, 0)
    || ' lines of products, net ' || coalesce(days.net_amount, 0) || '; {{ model.identifier }} has '
    || coalesce(products.line_count, 0) || ', net ' || coalesce(products.net_amount, 0) as finding
from days
full join products
    on days.market = products.market
    and days.currency_code = products.currency_code
    and days.month_id = products.month_id
where
    days.line_count is distinct from products.line_count
    or days.net_amount is distinct from products.net_amount
    or days.net_amount_usd is distinct from products.net_amount_usd
order by finding

{% endtest %}
