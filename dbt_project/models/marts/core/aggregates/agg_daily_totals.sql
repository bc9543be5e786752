-- What analytics_summary compares day with day, on the days that have sales; as agg_daily, also without a rate.
{{ config(unique_key="date_id") }}

with sales as (
    select * from {{ ref("fct_sales") }}
    where {{ changed_only("date_id") }}
),

lines as (
    select
        *,
        case when {{ is_void("sales") }} then 0 else total_price_usd end as revenue_usd,
        case when not {{ is_void("sales") }} then unit_cost end as cost
    from sales
),

-- Distinct orders, customers and products of a day by hash aggregation: count(distinct) would sort all lines.
orders as (
    select
        date_id,
        order_id,
        bool_or({{ is_sold("lines") }}) as is_sold,
        bool_and(revenue_usd is not null) as is_converted,
        bool_and(cost is null or revenue_usd is not null) as is_cost_converted,
        sum(revenue_usd) as revenue_usd,
        sum(revenue_usd - quantity * cost * usd_rate) as profit_usd,
        sum(case when cost is not null then revenue_usd end) as costed_revenue_usd
    from lines
    group by date_id, order_id
),

customers as (
    select
        date_id,
        bool_or({{ is_sold("lines") }}) as is_sold,
        bool_and(revenue_usd is not null) as is_converted,
        sum(revenue_usd) as revenue_usd
    from lines
    where not is_guest
    group by date_id, customer_id
),

products as (
    select date_id
    from sales
    where is_product and product_id is not null and {{ is_sold("sales") }}
    group by date_id, product_id
),

order_days as (
    select
        date_id,
        count(*) filter (where is_sold) as order_count,
        case when bool_and(is_converted) then sum(revenue_usd) end as revenue_usd,
        case when bool_and(is_cost_converted) then sum(profit_usd) end as profit_usd,
        case when bool_and(is_cost_converted) then sum(costed_revenue_usd) end as costed_revenue_usd
    from orders
    group by date_id
),

customer_days as (
    select
        date_id,
        count(*) filter (where is_sold) as customer_count,
        case when bool_and(is_converted) then sum(revenue_usd) end as customer_revenue_usd
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

final as (
    select
        order_days.date_id,
        order_days.order_count,
        cast(order_days.revenue_usd as numeric(18, 4)) as revenue_usd,
        coalesce(customer_days.customer_count, 0) as customer_count,
        coalesce(product_days.product_count, 0) as product_count,
        cast(order_days.profit_usd as numeric(18, 4)) as profit_usd,
        cast(order_days.profit_usd / nullif(order_days.costed_revenue_usd, 0) as numeric(18, 6)) as margin_rate,
        cast(
            case when customer_days.date_id is null then 0 else customer_days.customer_revenue_usd end as numeric(18, 4)
        ) as customer_revenue_usd
    from order_days
    left join customer_days on order_days.date_id = customer_days.date_id
    left join product_days on order_days.date_id = product_days.date_id
)

select * from final
