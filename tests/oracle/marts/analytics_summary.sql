-- key: date_id
with days as (
    select
        order_date,
        count(distinct order_id) filter (where is_sold) as order_count,
        count(distinct customer_id) filter (where is_sold) as customer_count,
        count(distinct product_id) filter (where is_sold and is_product) as product_count,
        count(*) filter (where not is_void and total_price_usd is null) as unrated_count,
        count(*) filter (where not is_void and total_price_usd is null and unit_cost is not null)
            as unrated_cost_count,
        count(*) filter (where not is_void and total_price_usd is null and customer_id is not null)
            as unrated_customer_count,
        coalesce(sum(total_price_usd) filter (where not is_void), 0) as revenue,
        sum(total_price_usd - quantity * unit_cost * usd_rate) filter (where not is_void) as profit,
        sum(total_price_usd) filter (where not is_void and unit_cost is not null) as costed_revenue,
        coalesce(sum(total_price_usd) filter (where not is_void and customer_id is not null), 0) as customer_revenue
    from lines
    group by order_date
),

newcomers as (
    select first_day, count(*) as customer_count
    from (
        -- A line may name another customer than the rest of its order does.
        select customer_id, min(order_date) as first_day
        from (select customer_id, order_date from orders union all select customer_id, order_date from lines)
        where customer_id is not null
        group by customer_id
    )
    group by first_day
),

measured as (
    select
        full_date,
        coalesce(order_count, 0) as order_count,
        case when coalesce(unrated_count, 0) = 0 then in_money(coalesce(revenue, 0)) end as revenue_usd,
        coalesce(days.customer_count, 0) as customer_count,
        coalesce(product_count, 0) as product_count,
        case when days.order_date is null then 0 when unrated_cost_count = 0 then profit end as profit,
        costed_revenue,
        sum(coalesce(unrated_customer_count, 0)) over so_far as unrated_so_far,
        sum(coalesce(customer_revenue, 0)) over so_far as revenue_so_far,
        sum(coalesce(newcomers.customer_count, 0)) over so_far as customers_so_far
    from calendar
    left join days on full_date = days.order_date
    left join newcomers on full_date = first_day
    window so_far as (order by full_date)
),

averaged as (
    select
        *,
        case when full_date in (select order_date from days) then ratio4(revenue_usd, order_count) end
            as average_order_value_usd,
        in_money(profit) as profit_usd,
        ratio6(profit, costed_revenue) as margin_rate,
        case when unrated_so_far = 0 then ratio4(revenue_so_far, customers_so_far) end as average_clv_usd
    from measured
)

select
    day_number(today.full_date) as date_id,
    today.full_date as summary_date,
    today.order_count,
    today.revenue_usd,
    today.average_order_value_usd,
    today.customer_count,
    today.product_count,
    today.profit_usd,
    today.margin_rate,
    today.average_clv_usd,
    ratio6(today.order_count - before.order_count, before.order_count) as order_count_change_rate,
    ratio6(today.revenue_usd - before.revenue_usd, abs(before.revenue_usd)) as revenue_usd_change_rate,
    ratio6(today.average_order_value_usd - before.average_order_value_usd, abs(before.average_order_value_usd))
        as average_order_value_usd_change_rate,
    ratio6(today.customer_count - before.customer_count, before.customer_count) as customer_count_change_rate,
    ratio6(today.product_count - before.product_count, before.product_count) as product_count_change_rate,
    ratio6(today.profit_usd - before.profit_usd, abs(before.profit_usd)) as profit_usd_change_rate,
    ratio6(today.average_clv_usd - before.average_clv_usd, abs(before.average_clv_usd)) as average_clv_usd_change_rate,
    today.margin_rate - before.margin_rate as margin_rate_change
from averaged as today
left join averaged as before on before.full_date = today.full_date - 1
