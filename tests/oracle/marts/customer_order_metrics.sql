-- key: window_start_date, customer_id
with windowed as (
    select *, date '1970-01-01' + cast((order_date - date '1970-01-01') // 10 * 10 as integer) as window_start
    from counted_orders
),

bought as (
    select window_start, windowed.customer_id, count(distinct lines.product_id) as products
    from windowed
    inner join lines using (order_id)
    where is_sold and is_product
    group by all
),

brought as (
    select
        window_start,
        windowed.customer_id,
        count(*) as ways,
        sum(distance_m) as distance
    from windowed
    inner join deliveries using (order_id)
    where distance_m between 0 and 100000
    group by all
),

measured as (
    select
        window_start,
        customer_id,
        min(source) as source,
        min(market) as market,
        case when count(distinct currency_code) = 1 then min(currency_code) end as currency_code,
        count(*) as orders,
        sum(total_amount) as total,
        max(total_amount) as highest,
        min(total_amount) as lowest,
        case when count(*) = count(total_amount_usd) then sum(total_amount_usd) end as total_usd,
        case when count(*) = count(total_amount_usd) then max(total_amount_usd) end as highest_usd,
        case when count(*) = count(total_amount_usd) then min(total_amount_usd) end as lowest_usd,
        sum(quantity) as quantity
    from windowed
    group by window_start, customer_id
)

select
    window_start as window_start_date,
    window_start + 10 as window_end_date,
    customer_id,
    source,
    market,
    currency_code,
    orders as order_count,
    case when currency_code is not null then in_money(total) end as total_order_amount,
    in_money(total_usd) as total_order_amount_usd,
    case when currency_code is not null then ratio4(total, orders) end as average_order_amount,
    ratio4(total_usd, orders) as average_order_amount_usd,
    case when currency_code is not null then in_money(highest) end as highest_order_amount,
    highest_usd as highest_order_amount_usd,
    case when currency_code is not null then in_money(lowest) end as lowest_order_amount,
    lowest_usd as lowest_order_amount_usd,
    quantity as total_quantity,
    ratio4(quantity, orders) as average_quantity,
    in_money(distance) as total_delivery_distance_m,
    ratio4(distance, ways) as average_delivery_distance_m,
    coalesce(products, 0) as product_count
from measured
left join bought using (window_start, customer_id)
left join brought using (window_start, customer_id)
