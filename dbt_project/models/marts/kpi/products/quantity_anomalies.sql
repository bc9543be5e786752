-- Whether a quantity is unusual is asked of all lines of a product at once, so each line is read.
with lines as (
    select * from {{ ref("fct_sales") }}
    where is_product and quantity > 0 and not is_cancelled and product_id is not null
),

usual as (
    select
        product_id,
        count(*) as line_count,
        cast(percentile_cont(0.5) within group (order by quantity) as numeric(18, 4)) as median,
        stddev_samp(quantity) as standard_deviation
    from lines
    group by product_id
),

final as (
    select
        lines.sale_id,
        lines.source,
        lines.market,
        lines.date_id,
        lines.order_id,
        lines.product_id,
        lines.customer_id,
        lines.quantity,
        lines.currency_code,
        lines.total_price,
        lines.total_price_usd,
        usual.line_count as compared_line_count,
        usual.median as median_quantity,
        cast(usual.standard_deviation as numeric(18, 4)) as standard_deviation_quantity,
        cast((lines.quantity - usual.median) / usual.standard_deviation as numeric(18, 4)) as deviation_score
    from lines
    inner join usual on lines.product_id = usual.product_id
    where lines.quantity > usual.median + 2 * usual.standard_deviation
)

select * from final
