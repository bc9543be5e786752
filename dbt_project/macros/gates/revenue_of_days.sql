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
    select
        date_id,
        source,
        market,
        currency_code,
        sum(line_count) as line_count,
        sum(net_amount + void_amount) as line_amount,
        sum(net_amount) as net_amount,
        sum(net_amount_usd) as net_amount_usd
    from {{ ref("fct_daily_revenue") }}
    where not ({{ on_date_ids("date_id", days) }})
    group by date_id, source, market, currency_code
),

kpis as (
    select
        date_id,
        source,
        market,
        currency_code,
        sum(line_count) as line_count,
        sum(net_amount + void_amount) as line_amount,
        sum(net_amount) as net_amount,
        sum(net_amount_usd) as net_amount_usd
    from {{ ref("kpi_revenue") }}
    group by date_id, source, market, currency_code
)

select
    coalesce(facts.date_id, kpis.date_id) as date_id,
    coalesce(facts.source, kpis.source) as source,
    facts.net_amount as fact_amount,
    kpis.net_amount as kpi_amount
from facts
full join kpis
    on
        facts.date_id = kpis.date_id
        and facts.source = kpis.source
        and facts.market = kpis.market
        and facts.currency_code = kpis.currency_code
where
    coalesce(facts.line_count, 0) <> coalesce(kpis.line_count, 0)
    or coalesce(facts.line_amount, 0) <> coalesce(kpis.line_amount, 0)
    or coalesce(facts.net_amount, 0) <> coalesce(kpis.net_amount, 0)
    or (facts.date_id is not null and facts.net_amount_usd is distinct from kpis.net_amount_usd)
{%- endmacro %}
