-- Fails if a day's revenue in the summary is not what kpi_revenue says in USD, or if a day between two sales is missing
-- from it. Does not compare orders: one order may be counted in several categories.
{% test summary_equals_revenue(model) %}

with kpis as (
    select
        date_id,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as revenue_usd
    from {{ ref("kpi_revenue") }}
    group by date_id
),

summary as (
    select
        date_id,
        revenue_usd
    from {{ model }}
),

dates as (
    select date_id
    from {{ ref("dim_date") }}
    where date_id between (select min(date_id) from kpis) and (select max(date_id) from kpis)
)

select
    dates.date_id || ': {{ model.identifier }} has '
    || case when summary.date_id is null then 'no row' else coalesce(cast(summary.revenue_usd as {{ dbt.type_string() }}), 'null') end
    || ' USD, kpi_revenue ' || coalesce(cast(kpis.revenue_usd as {{ dbt.type_string() }}), 'null') as finding
from dates
left join summary on dates.date_id = summary.date_id
left join kpis on dates.date_id = kpis.date_id
where
    summary.date_id is null
    or (kpis.date_id is null and summary.revenue_usd <> 0)
    or (kpis.date_id is not null and kpis.revenue_usd is distinct from summary.revenue_usd)
order by finding

{% endtest %}
