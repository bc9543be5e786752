-- key: customer_id
-- Segments by the figures of recency and frequency as a table; a fifth is cut by counting places.
with grid (recency_score, frequency_scores, rfm_segment) as (
    values
        (5, [4, 5], 'Champions'), (4, [4, 5], 'Loyal Customers'), (3, [4, 5], 'Loyal Customers'),
        (5, [2, 3], 'Potential Loyalists'), (4, [2, 3], 'Potential Loyalists'), (5, [1], 'New Customers'),
        (4, [1], 'Promising'), (3, [3], 'Need Attention'), (3, [1, 2], 'About to Sleep'),
        (2, [5], 'Cannot Lose Them'), (1, [5], 'Cannot Lose Them'), (2, [3, 4], 'At Risk'), (1, [3, 4], 'At Risk'),
        (2, [1, 2], 'Hibernating'), (1, [1, 2], 'Hibernating')
),

ends as (
    select 'now' as period, max(full_date) as last_day from calendar
    union all
    select 'before', cast(date_trunc('month', max(full_date)) as date) - 1 from calendar
),

bought as (
    select period, customer_id, min(source) as source, min(market) as market, max(order_date) as last_order_date,
        count(*) as order_count
    from ends inner join counted_orders on order_date <= last_day
    group by period, customer_id
),

paid as (
    select period, customer_id, case when count(*) = count(amount_usd) then sum(amount_usd) end as revenue_usd
    from ends inner join spent on order_date <= last_day
    group by period, customer_id
),

placed as (
    select
        bought.*,
        case when paid.customer_id is null then 0 else in_money(revenue_usd) end as revenue,
        count(*) over (partition by period) as everybody,
        count(revenue) over (partition by period) as everybody_paid,
        row_number() over (partition by period order by last_order_date, customer_id) as place_by_time,
        row_number() over (partition by period order by order_count, customer_id) as place_by_orders,
        row_number() over (partition by period order by revenue nulls last, customer_id) as place_by_money
    from bought
    left join paid using (period, customer_id)
),

scored as (
    select
        *,
        part(place_by_time, everybody, 5) as recency_score,
        part(place_by_orders, everybody, 5) as frequency_score,
        case when revenue is not null then part(place_by_money, everybody_paid, 5) end as monetary_score,
        case when revenue is not null then part(place_by_money, everybody_paid, 4) end as quarter
    from placed
),

named as (
    select scored.*, grid.rfm_segment
    from scored
    inner join grid
        on scored.recency_score = grid.recency_score and list_contains(grid.frequency_scores, scored.frequency_score)
)

select
    latest.customer_id,
    latest.source,
    latest.market,
    latest.last_order_date,
    latest.order_count,
    latest.revenue as revenue_usd,
    latest.recency_score,
    latest.frequency_score,
    latest.monetary_score,
    latest.rfm_segment,
    ['Silver', 'Silver', 'Gold', 'VIP'][latest.quarter] as monetary_tier,
    earlier.rfm_segment as previous_rfm_segment
from named as latest
left join named as earlier on latest.customer_id = earlier.customer_id and earlier.period = 'before'
where latest.period = 'now'
