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

-- Only the orders of the first day are looked at, by the index on customer and day.
ranked_orders as (
    select
        orders.*,
        row_number() over (partition by orders.customer_id order by orders.ordered_at, orders.order_id) as place
    from totals
    inner join orders
        on totals.customer_id = orders.customer_id
        and totals.first_order_date_id = orders.date_id
    where orders.gross_amount > 0
),

first_orders as (
    select * from ranked_orders
    where place = 1
),

ranked_lines as (
    select
        sales.order_id,
        sales.product_id,
        row_number() over (partition by sales.order_id order by sales.line_number, sales.sale_id) as place
    from first_orders
    inner join sales on first_orders.order_id = sales.order_id
    where sales.is_product and {{ is_sold("sales") }}
),

final as (
    select
        totals.*,
        first_orders.order_id as first_order_id,
        first_orders.currency_code as first_order_currency_code,
        first_orders.total_amount as first_order_amount,
        first_orders.total_amount_usd as first_order_amount_usd,
        ranked_lines.product_id as first_product_id
    from totals
    left join first_orders on totals.customer_id = first_orders.customer_id
    left join ranked_lines on first_orders.order_id = ranked_lines.order_id and ranked_lines.place = 1
)

select * from final
