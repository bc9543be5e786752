-- What each customer ordered in ten days, and how far it was brought. Of ten days with one that changed all orders are
-- read again: products that differ cannot be added up from day to day. Neither lines nor deliveries repeat an order.
{{ config(unique_key="window_start_date") }}

with dates as (
    select * from {{ ref("dim_date") }}
    where {{ changed_only("window_start_date") }}
),

orders as (
    select
        orders.*,
        dates.window_start_date
    from dates
    inner join {{ ref("fct_orders") }} as orders on dates.date_id = orders.date_id
    where orders.customer_id is not null and orders.gross_amount > 0
),

sales as (
    select * from {{ ref("fct_sales") }}
    where is_product
),

-- By day, as the index has them: a delivery has its day from its order.
deliveries as (
    select deliveries.*
    from dates
    inner join {{ ref("fct_deliveries") }} as deliveries on dates.date_id = deliveries.date_id
    where not deliveries.is_distance_implausible
),

totals as (
    select
        window_start_date,
        customer_id,
        source,
        market,
        case when min(currency_code) = max(currency_code) then min(currency_code) end as currency_code,
        count(*) as order_count,
        cast(sum(quantity) as {{ dbt.type_bigint() }}) as quantity,
        cast(case when min(currency_code) = max(currency_code) then sum(total_amount) end as numeric(18, 4))
            as order_amount,
        cast(case when count(*) = count(total_amount_usd) then sum(total_amount_usd) end as numeric(18, 4))
            as order_amount_usd,
        cast(case when min(currency_code) = max(currency_code) then max(total_amount) end as numeric(18, 4))
            as highest_order_amount,
        cast(case when count(*) = count(total_amount_usd) then max(total_amount_usd) end as numeric(18, 4))
            as highest_order_amount_usd,
        cast(case when min(currency_code) = max(currency_code) then min(total_amount) end as numeric(18, 4))
            as lowest_order_amount,
        cast(case when count(*) = count(total_amount_usd) then min(total_amount_usd) end as numeric(18, 4))
            as lowest_order_amount_usd
    from orders
    group by window_start_date, customer_id, source, market
),

products as (
    select
        orders.window_start_date,
        orders.customer_id,
        count(distinct sales.product_id) as product_count
    from orders
    inner join sales on orders.order_id = sales.order_id
    where {{ is_sold("sales") }}
    group by orders.window_start_date, orders.customer_id
),

distances as (
    select
        orders.window_start_date,
        orders.customer_id,
        count(*) as measured_delivery_count,
        cast(sum(deliveries.distance_m) as numeric(18, 4)) as delivery_distance_m
    from orders
    inner join deliveries on orders.order_id = deliveries.order_id
    group by orders.window_start_date, orders.customer_id
),

final as (
    select
        totals.*,
        coalesce(products.product_count, 0) as product_count,
        coalesce(distances.measured_delivery_count, 0) as measured_delivery_count,
        distances.delivery_distance_m
    from totals
    left join products
        on totals.window_start_date = products.window_start_date
        and totals.customer_id = products.customer_id
    left join distances
        on totals.window_start_date = distances.window_start_date
        and totals.customer_id = distances.customer_id
)

select * from final
