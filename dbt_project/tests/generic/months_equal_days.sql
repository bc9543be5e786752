-- Fails if a customer's orders or net revenue of a month are not those of its days, or one of the two lacks the month.
{% test months_equal_days(model) %}

with days as (
    select
        dates.year * 100 + dates.month as month_id,
        days.customer_id,
        sum(days.order_count) as order_count,
        case when count(*) = count(days.net_amount_usd) then sum(days.net_amount_usd) end as net_amount_usd
    from {{ ref("agg_customer_days") }} as days
    inner join {{ ref("dim_date") }} as dates on days.date_id = dates.date_id
    group by dates.year * 100 + dates.month, days.customer_id
),

months as (
    select * from {{ model }}
)

select
    coalesce(days.customer_id, months.customer_id) || ' in ' || coalesce(days.month_id, months.month_id)
    || ': the days have ' || coalesce(cast(days.order_count as {{ dbt.type_string() }}), 'no') || ' orders and net '
    || coalesce(cast(days.net_amount_usd as {{ dbt.type_string() }}), 'unknown') || ' USD, {{ model.identifier }} has '
    || coalesce(cast(months.order_count as {{ dbt.type_string() }}), 'no') || ' and '
    || coalesce(cast(months.net_amount_usd as {{ dbt.type_string() }}), 'unknown') as finding
from days
full join months on days.month_id = months.month_id and days.customer_id = months.customer_id
where
    days.order_count is distinct from months.order_count
    or days.net_amount_usd is distinct from months.net_amount_usd
order by finding

{% endtest %}
