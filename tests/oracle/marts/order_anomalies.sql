-- key: order_id
with amounts as (
    select *, cast(gross_amount * 10000 as hugeint) as units
    from orders
    where gross_amount > 0
),

sums as (
    select
        source, currency_code,
        cast(count(*) as hugeint) as n,
        cast(sum(units) as hugeint) as total,
        cast(sum(units * units) as hugeint) as squares,
        in_money(middle(list(gross_amount))) as median_amount
    from amounts
    group by all
),

deviations as (
    select source, currency_code, in_money(middle(list(abs(gross_amount - median_amount)))) as median_deviation
    from amounts
    inner join sums using (source, currency_code)
    group by all
),

measured as (
    select
        amounts.*, n, total, squares, median_amount, median_deviation,
        sqrt(cast(n * squares - total * total as double) / cast(n * (n - 1) as double)) as deviation_units
    from amounts
    inner join sums using (source, currency_code)
    inner join deviations using (source, currency_code)
    where n > 1
)

select
    order_id, source, market,
    day_number(order_date) as date_id,
    customer_id, currency_code, gross_amount,
    in_money(gross_amount * usd_rate) as gross_amount_usd,
    cast(n as bigint) as compared_order_count,
    in_money(ratio4(cast(total as decimal(28, 0)), cast(n as decimal(28, 0))) * 0.0001) as mean_amount,
    cast(deviation_units / 10000 as decimal(18, 4)) as standard_deviation_amount,
    cast(cast(n * units - total as double) / cast(n as double) / deviation_units as decimal(18, 4)) as z_score,
    median_amount,
    median_deviation as median_deviation_amount,
    ratio4(0.6745 * (gross_amount - median_amount), median_deviation) as robust_score
from measured
-- Farther from the mean than twice the sample deviation, in whole numbers: nothing is rounded before it is judged.
where (n * units - total) * (n * units - total) * (n - 1) > 4 * n * (n * squares - total * total)
