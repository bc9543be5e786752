-- key: source, market, cohort_month_id, months_since_first_order
with months as (
    select distinct date_trunc('month', full_date) as month from calendar
),

cohorts as (
    select
        source,
        market,
        date_trunc('month', first_order_date) as cohort,
        count(*) as size,
        case when count(distinct coalesce(currency_code, '?')) = 1 then min(currency_code) end as currency_code
    from buyers
    group by all
),

-- Each cell on its own, and what came before it once more.
cells as (
    select
        cohorts.*,
        month,
        (
            select count(distinct bought.customer_id)
            from counted_orders as bought
            inner join buyers using (customer_id)
            where
                buyers.market = cohorts.market and date_trunc('month', first_order_date) = cohort
                and date_trunc('month', order_date) = month
        ) as customers
    from cohorts
    inner join months on month >= cohort
),

money as (
    select
        buyers.market,
        date_trunc('month', first_order_date) as cohort,
        date_trunc('month', order_date) as month,
        sum(amount) as revenue,
        sum(amount_usd) as revenue_usd,
        count(*) - count(amount_usd) as unrated
    from buyers
    inner join spent using (customer_id)
    group by all
),

summed as (
    select
        cells.source, cells.market, cells.cohort, cells.size, cells.currency_code, cells.month, cells.customers,
        coalesce(sum(revenue) filter (where money.month = cells.month), 0) as revenue,
        coalesce(sum(revenue_usd) filter (where money.month = cells.month), 0) as revenue_usd,
        coalesce(sum(unrated) filter (where money.month = cells.month), 0) as unrated,
        coalesce(sum(revenue), 0) as revenue_so_far,
        coalesce(sum(revenue_usd), 0) as revenue_usd_so_far,
        coalesce(sum(unrated), 0) as unrated_so_far
    from cells
    left join money
        on money.market = cells.market and money.cohort = cells.cohort and money.month between cells.cohort and cells.month
    group by all
)

select
    source,
    market,
    cast(strftime(cohort, '%Y%m') as integer) as cohort_month_id,
    date_diff('month', cohort, month) as months_since_first_order,
    cast(strftime(month, '%Y%m') as integer) as month_id,
    size as cohort_customer_count,
    customers as customer_count,
    ratio6(customers, size) as retention_rate,
    currency_code,
    case when currency_code is not null then in_money(revenue) end as revenue_amount,
    case when unrated = 0 then in_money(revenue_usd) end as revenue_usd,
    case when currency_code is not null then ratio4(revenue_so_far, size) end as cumulative_ltv_amount,
    case when unrated_so_far = 0 then ratio4(revenue_usd_so_far, size) end as cumulative_ltv_usd
from summed
