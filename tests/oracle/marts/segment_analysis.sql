-- key: customer_segment
with segments as (
    select
        customer_segment,
        count(*) as customer_count,
        sum(order_count) as order_count,
        case when count(*) = count(revenue_usd) then sum(revenue_usd) end as revenue,
        case when count(*) = count(revenue_usd) then sum(profit_usd) end as profit,
        sum(costed_usd) as costed
    from buyers
    group by customer_segment
),

whole as (
    select
        sum(customer_count) as customer_count,
        case when count(*) = count(revenue) then sum(revenue) end as revenue
    from segments
)

select
    segments.customer_segment,
    segments.customer_count,
    ratio6(segments.customer_count, whole.customer_count) as customer_share_rate,
    segments.order_count,
    in_money(segments.revenue) as revenue_usd,
    ratio6(segments.revenue, whole.revenue) as revenue_share_rate,
    ratio4(segments.revenue, segments.order_count) as average_order_value_usd,
    in_money(segments.profit) as profit_usd,
    ratio6(segments.profit, segments.costed) as margin_rate
from segments
cross join whole
