-- Fails if the customers or the revenue of all first products of a market, after so many months, are not those of its
-- cohorts that are as old.
{% test entries_equal_cohorts(model) %}

with cohorts as (
    select
        market,
        months_since_first_order,
        cohort_customer_count,
        case when count(*) over so_far = count(revenue_usd) over so_far then sum(revenue_usd) over so_far end
            as revenue_usd
    from {{ ref("kpi_customer_retention") }}
    window so_far as (partition by market, cohort_month_id order by months_since_first_order)
),

expected as (
    select
        market,
        months_since_first_order,
        sum(cohort_customer_count) as customer_count,
        case when count(*) = count(revenue_usd) then sum(revenue_usd) end as revenue_usd
    from cohorts
    group by market, months_since_first_order
),

found as (
    select
        market,
        months_since_first_order,
        sum(customer_count) as customer_count,
        case when count(*) = count(cumulative_revenue_usd) then sum(cumulative_revenue_usd) end as revenue_usd
    from {{ model }}
    group by market, months_since_first_order
)

select
    coalesce(expected.market, found.market) || ' after '
    || coalesce(expected.months_since_first_order, found.months_since_first_order)
    || ' months: kpi_customer_retention has ' || coalesce(expected.customer_count, 0) || ' customers and '
    || coalesce(cast(expected.revenue_usd as {{ dbt.type_string() }}), 'unknown')
    || ' USD, {{ model.identifier }} has ' || coalesce(found.customer_count, 0) || ' and '
    || coalesce(cast(found.revenue_usd as {{ dbt.type_string() }}), 'unknown') as finding
from expected
full join found
    on expected.market = found.market
    and expected.months_since_first_order = found.months_since_first_order
where
    expected.customer_count is distinct from found.customer_count
    or expected.revenue_usd is distinct from found.revenue_usd
order by finding

{% endtest %}
