-- What is known of each customer from all orders. Which order was the first is told here and stands on no order: one
-- that arrives late would renumber all that came after it.
{{ config(unique_key="customer_id") }}

with months as (
    select * from {{ ref("agg_customer_months") }}
    where {{ changed_only("customer_id") }}
),

orders as (
    select * from {{ ref("fct_orders") }}
),

sales as (
    select * from {{ ref("fct_sales") }}
),

totals as (
    select
        customer_id,
        source,
        market,
        min(first_date_id) as first_date_id,
        min(first_order_date_id) as first_order_date_id,
        max(last_order_date_id) as last_order_date_id,
        cast(sum(order_count) as {{ dbt.type_bigint() }}) as order_count,
        case when count(distinct coalesce(currency_code, 'many')) = 1 then min(currency_code) end as currency_code,
        cast(case when count(distinct coalesce(currency_code, 'many')) = 1 then sum(net_amount) end as numeric(18, 4))
            as net_amount,
        cast(case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as numeric(18, 4))
            as net_amount_usd,
        cast(case when count(cost_amount) = count(profit_usd) then sum(profit_usd) end as numeric(18, 4)) as profit_usd,
        cast(
            case when count(cost_amount) = count(costed_revenue_usd) then sum(costed_revenue_usd) end
            as numeric(18, 4)
        ) as costed_revenue_usd
    from months
    group by customer_id, source, market
),

final as (
    select
        totals.*,
        first_orders.order_id as first_order_id,
        first_orders.currency_code as first_order_currency_code,
        first_orders.total_amount as first_order_amount,
        first_orders.total_amount_usd as first_order_amount_usd,
        first_lines.product_id as first_product_id
    from totals
    -- Looked up by the indexes on customer and day and on the order: of ranked ones the planner expects one row, and
    -- then compares each with each.
    left join lateral (
        select orders.*
        from orders
        where
            orders.customer_id = totals.customer_id
            and orders.date_id = totals.first_order_date_id
            and orders.gross_amount > 0
        order by orders.ordered_at, orders.order_id
        limit 1
    ) as first_orders on true
    left join lateral (
        select sales.product_id
        from sales
        where sales.order_id = first_orders.order_id and sales.is_product and {{ is_sold("sales") }}
        order by sales.line_number, sales.sale_id
        limit 1
    ) as first_lines on true
)

select * from final
