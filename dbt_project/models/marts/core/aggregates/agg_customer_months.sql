-- The days of each customer added up by calendar month: of a month with a day that changed all days are read again.
{{ config(unique_key="month_id", indexes=[{"columns": ["customer_id"]}]) }}

with dates as (
    select
        date_id,
        year * 100 + month as month_id
    from {{ ref("dim_date") }}
    where {{ changed_only("year * 100 + month", "changed_days") }}
),

days as (
    select * from {{ ref("agg_customer_days") }}
),

final as (
    select
        dates.month_id,
        days.customer_id,
        days.source,
        days.market,
        min(days.date_id) as first_date_id,
        min(days.date_id) filter (where days.order_count > 0) as first_order_date_id,
        max(days.date_id) filter (where days.order_count > 0) as last_order_date_id,
        cast(sum(days.order_count) as {{ dbt.type_bigint() }}) as order_count,
        case when min(days.currency_code) = max(days.currency_code) then min(days.currency_code) end as currency_code,
        cast(
            case when min(days.currency_code) = max(days.currency_code) then sum(days.net_amount) end as numeric(18, 4)
        ) as net_amount,
        cast(case when count(*) = count(days.net_amount_usd) then sum(days.net_amount_usd) end as numeric(18, 4))
            as net_amount_usd,
        cast(sum(days.cost_amount) as numeric(18, 4)) as cost_amount,
        cast(
            case when count(days.cost_amount) = count(days.profit_usd) then sum(days.profit_usd) end as numeric(18, 4)
        ) as profit_usd,
        cast(
            case when count(days.cost_amount) = count(days.costed_revenue_usd) then sum(days.costed_revenue_usd) end
            as numeric(18, 4)
        ) as costed_revenue_usd
    from dates
    inner join days on dates.date_id = days.date_id
    group by dates.month_id, days.customer_id, days.source, days.market
)

select * from final
