-- key: source, market, product_id, months_since_first_order
-- Each customer in each month up to the as-of date, with all that came before.
with months as (
    select distinct date_trunc('month', full_date) as month from calendar
),

entries as (
    select
        buyers.customer_id,
        buyers.source,
        buyers.market,
        buyers.currency_code,
        date_trunc('month', first_order_date) as cohort,
        coalesce(
            first(lines.product_id order by line_number, sale_id) filter (where is_sold and is_product), 'unknown'
        ) as product_id
    from buyers
    inner join counted_orders as opening on buyers.customer_id = opening.customer_id and order_number = 1
    left join lines on opening.order_id = lines.order_id
    group by all
),

reached as (
    select
        entries.*,
        date_diff('month', cohort, month) as months_since,
        (
            select min(order_date) from counted_orders as later
            where later.customer_id = entries.customer_id and order_number = 2
        ) < month + interval 1 month as is_repeat,
        month
    from entries
    inner join months on month >= cohort
),

money as (
    select
        reached.customer_id,
        months_since,
        sum(amount) as revenue,
        sum(amount_usd) as revenue_usd,
        count(*) - count(amount_usd) as unrated
    from reached
    inner join spent
        on reached.customer_id = spent.customer_id and date_trunc('month', order_date) between cohort and month
    group by all
),

summed as (
    select
        source,
        market,
        product_id,
        months_since,
        count(*) as customers,
        count(*) filter (where is_repeat) as repeats,
        case when count(distinct coalesce(currency_code, '?')) = 1 then min(currency_code) end as currency_code,
        coalesce(sum(revenue), 0) as revenue,
        case when coalesce(sum(unrated), 0) = 0 then coalesce(sum(revenue_usd), 0) end as revenue_usd
    from reached
    left join money using (customer_id, months_since)
    group by all
)

select
    source,
    market,
    summed.product_id,
    months_since as months_since_first_order,
    product_name,
    coalesce(category, 'Uncategorised') as category,
    customers as customer_count,
    repeats as repeat_customer_count,
    ratio6(repeats, customers) as repeat_rate,
    currency_code,
    case when currency_code is not null then in_money(revenue) end as cumulative_revenue_amount,
    in_money(revenue_usd) as cumulative_revenue_usd,
    ratio4(revenue_usd, customers) as cumulative_ltv_usd
from summed
left join product_details using (product_id)
left join products using (product_id)
