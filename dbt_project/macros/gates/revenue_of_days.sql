{#-
    Days, markets and currencies in which kpi_revenue is not the sum of the facts. Of `days` the facts are their lines,
    of all others the sums of them that were compared with the lines before; without `days` all are lines.
-#}
{% macro revenue_of_days(days=none) -%}
with facts as (
    select
        date_id,
        source,
        market,
        currency_code,
        count(*) as line_count,
        sum(total_price) as line_amount,
        sum(case when {{ is_void("sales") }} then 0 else total_price end) as net_amount,
        sum(case when {{ is_void("sales") }} then 0 else total_price_usd end) as net_amount_usd
    from {{ ref("fct_sales") }} as sales
    where {{ on_date_ids("date_id", days) }}
    group by date_id, source, market, currency_code
    union all
    {{ summed_revenue(ref("fct_daily_revenue"), "not (" ~ on_date_ids("date_id", days) ~ ")") }}
),

kpis as (
    {{ summed_revenue(ref("kpi_revenue")) }}
)

select
    {{ market_day_of_either("facts", "kpis") }},
    facts.net_amount as fact_amount,
    kpis.net_amount as kpi_amount
from {{ full_join_by_market_day("facts", "kpis") }}
where
    coalesce(facts.line_count, 0) <> coalesce(kpis.line_count, 0)
    or coalesce(facts.line_amount, 0) <> coalesce(kpis.line_amount, 0)
    or coalesce(facts.net_amount, 0) <> coalesce(kpis.net_amount, 0)
    or (facts.date_id is not null and facts.net_amount_usd is distinct from kpis.net_amount_usd)
{%- endmacro %}

{#- Lines and money of each day, market and currency in a table that is by category. -#}
{% macro summed_revenue(table, where="true") -%}
    select
        date_id,
        source,
        market,
        currency_code,
        sum(line_count) as line_count,
        sum(net_amount + void_amount) as line_amount,
        sum(net_amount) as net_amount,
        sum(net_amount_usd) as net_amount_usd
    from {{ table }}
    where {{ where }}
    group by date_id, source, market, currency_code
{%- endmacro %}
