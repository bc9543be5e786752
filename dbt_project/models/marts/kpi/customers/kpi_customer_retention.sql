-- Each cohort in each month from that of the first orders up to the as-of date, months without an order included.
with calendar as (
    select distinct
        year * 100 + month as month_id,
        year * 12 + month as month_number
    from {{ ref("dim_date") }}
),

months as (
    select * from {{ ref("agg_customer_months") }}
),

buyers as (
    select
        customers.*,
        dates.year * 100 + dates.month as cohort_month_id,
        dates.year * 12 + dates.month as cohort_month_number
    from {{ ref("agg_customers") }} as customers
    inner join {{ ref("dim_date") }} as dates on customers.first_order_date_id = dates.date_id
),

cohorts as (
    select
        source,
        market,
        cohort_month_id,
        cohort_month_number,
        count(*) as cohort_customer_count,
        case when count(distinct coalesce(currency_code, 'many')) = 1 then min(currency_code) end as currency_code
    from buyers
    group by source, market, cohort_month_id, cohort_month_number
),

activity as (
    select
        buyers.source,
        buyers.market,
        buyers.cohort_month_id,
        months.month_id,
        count(*) filter (where months.order_count > 0) as customer_count,
        sum(months.net_amount) as revenue_amount,
        case when count(*) = count(months.net_amount_usd) then sum(months.net_amount_usd) end as revenue_usd
    from buyers
    inner join months on buyers.customer_id = months.customer_id
    group by buyers.source, buyers.market, buyers.cohort_month_id, months.month_id
),

filled as (
    select
        cohorts.*,
        calendar.month_id,
        calendar.month_number - cohorts.cohort_month_number as months_since_first_order,
        coalesce(activity.customer_count, 0) as customer_count,
        case when cohorts.currency_code is not null then coalesce(activity.revenue_amount, 0) end as revenue_amount,
        case when activity.month_id is null then 0 else activity.revenue_usd end as revenue_usd
    from cohorts
    inner join calendar on cohorts.cohort_month_number <= calendar.month_number
    left join activity
        on cohorts.source = activity.source
        and cohorts.market = activity.market
        and cohorts.cohort_month_id = activity.cohort_month_id
        and calendar.month_id = activity.month_id
),

final as (
    select
        source,
        market,
        cohort_month_id,
        months_since_first_order,
        month_id,
        cohort_customer_count,
        customer_count,
        cast(cast(customer_count as numeric(18, 6)) / cohort_customer_count as numeric(18, 6)) as retention_rate,
        currency_code,
        cast(revenue_amount as numeric(18, 4)) as revenue_amount,
        cast(revenue_usd as numeric(18, 4)) as revenue_usd,
        cast(sum(revenue_amount) over so_far / cohort_customer_count as numeric(18, 4)) as cumulative_ltv_amount,
        -- What is not known of one month is not known of the months after it.
        cast(
            case when count(*) over so_far = count(revenue_usd) over so_far then sum(revenue_usd) over so_far end
            / cohort_customer_count as numeric(18, 4)
        ) as cumulative_ltv_usd
    from filled
    window so_far as (partition by source, market, cohort_month_id order by month_id)
)

select * from final
