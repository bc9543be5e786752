-- When in the year, the week and the day people order. What is sold in an order is counted where the order was placed;
-- orders whose hour nobody knows stand apart.
with orders as (
    select * from {{ ref("agg_orders") }}
),

seasons as (
    select distinct
        year * 100 + month as month_id,
        season
    from {{ ref("dim_date") }}
),

summed as (
    select
        seasons.season,
        orders.is_weekend,
        orders.time_of_day,
        orders.source,
        orders.market,
        orders.currency_code,
        cast(sum(orders.kept_order_count) as {{ dbt.type_bigint() }}) as order_count,
        cast(sum(orders.sold_quantity) as {{ dbt.type_bigint() }}) as sold_quantity,
        cast(sum(orders.net_amount) as numeric(18, 4)) as net_amount,
        cast(case when count(*) = count(orders.net_amount_usd) then sum(orders.net_amount_usd) end as numeric(18, 4))
            as net_amount_usd
    from orders
    inner join seasons on orders.month_id = seasons.month_id
    group by
        seasons.season, orders.is_weekend, orders.time_of_day, orders.source, orders.market, orders.currency_code
    having sum(orders.kept_order_count) > 0
),

final as (
    select
        season,
        is_weekend,
        time_of_day,
        source,
        market,
        currency_code,
        order_count,
        cast(
            cast(order_count as numeric(18, 6)) / sum(order_count) over (partition by source, market, currency_code)
            as numeric(18, 6)
        ) as order_rate,
        sold_quantity,
        net_amount,
        net_amount_usd,
        cast(net_amount / order_count as numeric(18, 4)) as average_order_value,
        cast(net_amount_usd / order_count as numeric(18, 4)) as average_order_value_usd
    from summed
)

select * from final
