-- Whether an amount is unusual is asked of all orders at once, so each order is read.
with orders as (
    select * from {{ ref("fct_orders") }}
    where gross_amount > 0
),

usual as (
    select
        source,
        currency_code,
        count(*) as order_count,
        avg(gross_amount) as mean,
        stddev_samp(gross_amount) as standard_deviation,
        cast(percentile_cont(0.5) within group (order by gross_amount) as numeric(18, 4)) as median
    from orders
    group by source, currency_code
),

deviations as (
    select
        orders.source,
        orders.currency_code,
        cast(
            percentile_cont(0.5) within group (order by abs(orders.gross_amount - usual.median)) as numeric(18, 4)
        ) as median_deviation
    from orders
    inner join usual on orders.source = usual.source and orders.currency_code = usual.currency_code
    group by orders.source, orders.currency_code
),

final as (
    select
        orders.order_id,
        orders.source,
        orders.market,
        orders.date_id,
        orders.customer_id,
        orders.currency_code,
        orders.gross_amount,
        orders.gross_amount_usd,
        usual.order_count as compared_order_count,
        cast(usual.mean as numeric(18, 4)) as mean_amount,
        cast(usual.standard_deviation as numeric(18, 4)) as standard_deviation_amount,
        cast((orders.gross_amount - usual.mean) / usual.standard_deviation as numeric(18, 4)) as z_score,
        usual.median as median_amount,
        deviations.median_deviation as median_deviation_amount,
        -- 0.6745: of normally distributed amounts the median deviation is so many standard deviations.
        cast(
            0.6745 * (orders.gross_amount - usual.median) / nullif(deviations.median_deviation, 0) as numeric(18, 4)
        ) as robust_score
    from orders
    inner join usual on orders.source = usual.source and orders.currency_code = usual.currency_code
    inner join deviations
        on orders.source = deviations.source and orders.currency_code = deviations.currency_code
    where abs(orders.gross_amount - usual.mean) > 2 * usual.standard_deviation
)

select * from final
