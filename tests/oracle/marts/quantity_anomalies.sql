-- key: sale_id
with compared as (
    select *, cast(quantity as hugeint) as pieces
    from lines
    where is_product and product_id is not null and quantity > 0 and not is_cancelled
),

sums as (
    select
        product_id,
        cast(count(*) as hugeint) as n,
        cast(sum(pieces) as hugeint) as total,
        cast(sum(pieces * pieces) as hugeint) as squares,
        middle(list(quantity)) as median_quantity
    from compared
    group by product_id
),

measured as (
    select *, cast(median_quantity * 2 as hugeint) as twice_median, n * squares - total * total as spread
    from compared
    inner join sums using (product_id)
)

select
    sale_id, source, market,
    day_number(order_date) as date_id,
    order_id, product_id, customer_id, quantity, currency_code, total_price, total_price_usd,
    cast(n as bigint) as compared_line_count,
    median_quantity,
    cast(sqrt(cast(spread as double) / cast(n * (n - 1) as double)) as decimal(18, 4)) as standard_deviation_quantity,
    cast(
        cast(2 * pieces - twice_median as double) / 2 / sqrt(cast(spread as double) / cast(n * (n - 1) as double))
        as decimal(18, 4)
    ) as deviation_score
from measured
where
    2 * pieces > twice_median
    and (2 * pieces - twice_median) * (2 * pieces - twice_median) * n * (n - 1) > 16 * spread
