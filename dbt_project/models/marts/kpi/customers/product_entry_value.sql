-- What customers are worth by the product they began with. After so many months only those count who began at least so
-- many months before the as-of date: the others have not had the time.
with calendar as (
    select distinct
        year * 100 + month as month_id,
        year * 12 + month as month_number
    from {{ ref("dim_date") }}
),

buyers as (
    select
        customers.*,
        coalesce(customers.first_product_id, 'unknown') as product_id,
        dates.year * 12 + dates.month as cohort_month_number
    from {{ ref("agg_customers") }} as customers
    inner join {{ ref("dim_date") }} as dates on customers.first_order_date_id = dates.date_id
),

products as (
    select * from {{ ref("dim_products") }}
    where is_current and product_id <> 'unknown'
),

months as (
    select
        months.*,
        calendar.month_number,
        sum(months.order_count) over (partition by months.customer_id order by months.month_id) as orders_so_far
    from {{ ref("agg_customer_months") }} as months
    inner join calendar on months.month_id = calendar.month_id
),

-- Each customer is counted in the month of the first order and once more in that of the second.
cohorts as (
    select
        buyers.source,
        buyers.market,
        buyers.product_id,
        buyers.cohort_month_number,
        months.month_number,
        count(*) filter (where months.month_number = buyers.cohort_month_number) as customer_count,
        count(*) filter (where months.orders_so_far > 1 and months.orders_so_far - months.order_count < 2)
            as repeat_customer_count,
        case
            when count(distinct coalesce(buyers.currency_code, 'many')) = 1 then min(buyers.currency_code)
        end as currency_code,
        sum(months.net_amount) as net_amount,
        case when count(*) = count(months.net_amount_usd) then sum(months.net_amount_usd) end as net_amount_usd
    from buyers
    inner join months
        on buyers.customer_id = months.customer_id
        and buyers.cohort_month_number <= months.month_number
    group by
        buyers.source, buyers.market, buyers.product_id, buyers.cohort_month_number, months.month_number
),

-- Up to each month of the calendar what came before it.
summed as (
    select
        cohorts.source,
        cohorts.market,
        cohorts.product_id,
        calendar.month_number - cohorts.cohort_month_number as months_since_first_order,
        cast(sum(cohorts.customer_count) as {{ dbt.type_bigint() }}) as customer_count,
        cast(sum(cohorts.repeat_customer_count) as {{ dbt.type_bigint() }}) as repeat_customer_count,
        case
            when count(distinct coalesce(cohorts.currency_code, 'many')) = 1 then min(cohorts.currency_code)
        end as currency_code,
        sum(cohorts.net_amount) as net_amount,
        case when count(*) = count(cohorts.net_amount_usd) then sum(cohorts.net_amount_usd) end as net_amount_usd
    from cohorts
    inner join calendar on cohorts.month_number <= calendar.month_number
    group by
        cohorts.source, cohorts.market, cohorts.product_id, calendar.month_number - cohorts.cohort_month_number
),

final as (
    select
        summed.source,
        summed.market,
        summed.product_id,
        summed.months_since_first_order,
        products.product_name,
        coalesce(products.category, 'Uncategorised') as category,
        summed.customer_count,
        summed.repeat_customer_count,
        cast(cast(summed.repeat_customer_count as numeric(18, 6)) / summed.customer_count as numeric(18, 6))
            as repeat_rate,
        summed.currency_code,
        cast(case when summed.currency_code is not null then summed.net_amount end as numeric(18, 4))
            as cumulative_revenue_amount,
        cast(summed.net_amount_usd as numeric(18, 4)) as cumulative_revenue_usd,
        cast(summed.net_amount_usd / summed.customer_count as numeric(18, 4)) as cumulative_ltv_usd
    from summed
    left join products on summed.product_id = products.product_id
)

select * from final
