with sales as (
    select * from {{ ref("fct_sales") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

-- Distinct orders, customers and products of a day by hash aggregation: count(distinct) would sort all lines.
orders as (
    select
        date_id,
        order_id,
        bool_or({{ is_sold("sales") }}) as is_sold,
        bool_and(total_price_usd is not null) as is_converted,
        sum(total_price_usd) as revenue_usd,
        sum(total_price_usd - quantity * unit_cost * usd_rate) as profit_usd,
        sum(case when unit_cost is not null then total_price_usd end) as costed_revenue_usd
    from sales
    group by date_id, order_id
),

customers as (
    select
        date_id,
        bool_or({{ is_sold("sales") }}) as is_sold,
        sum(total_price_usd) as revenue_usd,
        row_number() over (partition by customer_id order by date_id) as day_number
    from sales
    where not is_guest
    group by date_id, customer_id
),

products as (
    select date_id
    from sales
    where is_product and {{ is_sold("sales") }}
    group by date_id, product_id
),

order_days as (
    select
        date_id,
        count(*) filter (where is_sold) as order_count,
        case when bool_and(is_converted) then sum(revenue_usd) end as revenue_usd,
        sum(profit_usd) as profit_usd,
        cast(sum(profit_usd) / nullif(sum(costed_revenue_usd), 0) as numeric(18, 6)) as margin_rate
    from orders
    group by date_id
),

customer_days as (
    select
        date_id,
        count(*) filter (where is_sold) as customer_count,
        count(*) filter (where day_number = 1) as new_customer_count,
        sum(revenue_usd) as customer_revenue_usd
    from customers
    group by date_id
),

product_days as (
    select
        date_id,
        count(*) as product_count
    from products
    group by date_id
),

measured as (
    select
        dates.date_id,
        dates.full_date as summary_date,
        coalesce(order_days.order_count, 0) as order_count,
        {{ zero_on_empty_day("order_days.revenue_usd", "order_days") }} as revenue_usd,
        cast(order_days.revenue_usd / nullif(order_days.order_count, 0) as numeric(18, 4)) as average_order_value_usd,
        coalesce(customer_days.customer_count, 0) as customer_count,
        coalesce(product_days.product_count, 0) as product_count,
        {{ zero_on_empty_day("order_days.profit_usd", "order_days") }} as profit_usd,
        order_days.margin_rate,
        cast(
            sum(customer_days.customer_revenue_usd) over running
            / nullif(sum(customer_days.new_customer_count) over running, 0) as numeric(18, 4)
        ) as average_clv_usd
    from dates
    left join order_days on dates.date_id = order_days.date_id
    left join customer_days on dates.date_id = customer_days.date_id
    left join product_days on dates.date_id = product_days.date_id
    window running as (order by dates.date_id rows between unbounded preceding and current row)
),

final as (
    select
        measured.*,
        {{ change_rate("order_count") }} as order_count_change_rate,
        {{ change_rate("revenue_usd") }} as revenue_usd_change_rate,
        {{ change_rate("average_order_value_usd") }} as average_order_value_usd_change_rate,
        {{ change_rate("customer_count") }} as customer_count_change_rate,
        {{ change_rate("product_count") }} as product_count_change_rate,
        {{ change_rate("profit_usd") }} as profit_usd_change_rate,
        {{ change_rate("average_clv_usd") }} as average_clv_usd_change_rate,
        margin_rate - lag(margin_rate) over by_day as margin_rate_change
    from measured
    window by_day as (order by date_id)
)

select * from final
