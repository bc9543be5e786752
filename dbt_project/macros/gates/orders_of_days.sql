{#-
    Days, markets and currencies in which the orders of marketplaces and app are not the accepted ones: in number, or in
    what they come to, counted once per order. (Retail states no totals, and a storefront order is its one line.)
-#}
{% macro orders_of_days(days=none) -%}
with files as (
    select * from {{ ref("stg_ops__files") }}
),

{{ counted_rows(days) }}
accepted as (
    {% for source, market in [("markets", "market"), ("app", "'app'")] -%}
    select
        '{{ source }}' as source,
        {{ market }} as market,
        {{ date_id("order_date") }} as date_id,
        currency_code,
        count(*) as order_count,
        sum(order_amount) as amount
    from chk_{{ source }}__orders_counted
    where line_number = 1
    group by {{ "market, " if source == "markets" }}order_date, currency_code
    {{ "union all" if not loop.last }}
    {% endfor %}
),

facts as (
    select
        source,
        market,
        date_id,
        currency_code,
        count(*) as order_count,
        sum(total_amount) as amount
    from {{ ref("fct_orders") }}
    where source in ('markets', 'app') and {{ on_date_ids("date_id", days) }}
    group by source, market, date_id, currency_code
)

select
    {{ market_day_of_either("accepted", "facts") }},
    accepted.order_count as accepted_orders,
    facts.order_count as fact_orders,
    accepted.amount as accepted_amount,
    facts.amount as fact_amount
from {{ full_join_by_market_day("accepted", "facts") }}
where accepted.order_count is distinct from facts.order_count or accepted.amount is distinct from facts.amount
{%- endmacro %}
