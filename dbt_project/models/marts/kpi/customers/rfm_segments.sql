-- Each customer's place among all, now and as it was at the end of the calendar month before.
with months as (
    select * from {{ ref("agg_customer_months") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

periods as (
    select
        earlier.months_back,
        max(dates.year * 100 + dates.month) - earlier.months_back as last_month_id
    from dates
    cross join (values (0), (1)) as earlier (months_back)
    group by earlier.months_back
),

states as (
    select
        periods.months_back,
        months.customer_id,
        months.source,
        months.market,
        max(months.last_order_date_id) as last_order_date_id,
        cast(sum(months.order_count) as {{ dbt.type_bigint() }}) as order_count,
        cast(
            case when count(*) = count(months.net_amount_usd) then sum(months.net_amount_usd) end as numeric(18, 4)
        ) as revenue_usd
    from months
    inner join periods on months.month_id <= periods.last_month_id
    group by periods.months_back, months.customer_id, months.source, months.market
    having sum(months.order_count) > 0
),

scored as (
    select
        states.*,
        ntile(5) over (partition by months_back order by last_order_date_id, customer_id) as recency_score,
        ntile(5) over (partition by months_back order by order_count, customer_id) as frequency_score,
        -- Who spent an unknown amount has no place by money, and takes none from the others.
        case
            when revenue_usd is not null
                then ntile(5) over (partition by months_back, revenue_usd is null order by revenue_usd, customer_id)
        end as monetary_score,
        case
            when revenue_usd is not null
                then ntile(4) over (partition by months_back, revenue_usd is null order by revenue_usd, customer_id)
        end as monetary_quartile
    from states
),

named as (
    select
        scored.*,
        case
            when recency_score = 5 and frequency_score >= 4 then 'Champions'
            when recency_score >= 3 and frequency_score >= 4 then 'Loyal Customers'
            when recency_score >= 4 and frequency_score >= 2 then 'Potential Loyalists'
            when recency_score = 5 then 'New Customers'
            when recency_score = 4 then 'Promising'
            when recency_score = 3 and frequency_score = 3 then 'Need Attention'
            when recency_score = 3 then 'About to Sleep'
            when frequency_score = 5 then 'Cannot Lose Them'
            when frequency_score >= 3 then 'At Risk'
            else 'Hibernating'
        end as rfm_segment
    from scored
),

compared as (
    select
        named.*,
        lag(rfm_segment) over (partition by customer_id order by months_back desc) as previous_rfm_segment
    from named
),

final as (
    select
        latest.customer_id,
        latest.source,
        latest.market,
        dates.full_date as last_order_date,
        latest.order_count,
        latest.revenue_usd,
        latest.recency_score,
        latest.frequency_score,
        latest.monetary_score,
        latest.rfm_segment,
        case latest.monetary_quartile when 4 then 'VIP' when 3 then 'Gold' when 2 then 'Silver' when 1 then 'Silver' end
            as monetary_tier,
        latest.previous_rfm_segment
    from compared as latest
    inner join dates on latest.last_order_date_id = dates.date_id
    where latest.months_back = 0
)

select * from final
