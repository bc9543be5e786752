-- key: date_id, source, market, currency_code
with told as (select *, cast(refunded_at_local as date) as full_date from refunds),

by_day as (
    select
        full_date, source, market, currency_code,
        count(*) as refunds,
        sum(line_count) as lines,
        sum(amount) as amount,
        case when count(*) = count(amount_usd) then sum(amount_usd) end as amount_usd,
        count(sale_date) as known,
        count(*) filter (where days_between between 0 and 7) as in_a_week,
        count(*) filter (where days_between between 0 and 30) as in_a_month,
        sum(days_between) as days,
        sum(amount) filter (where sale_date is not null) as known_amount
    from told
    group by all
),

-- What was sold on the days whose sales are refunded.
sold as (
    select full_date, told.source, told.market, told.currency_code, sum(lines.total_price) as gross
    from (select distinct full_date, source, market, currency_code, sale_date from told) as told
    inner join lines
        on told.sale_date = lines.order_date and told.source = lines.source and told.market = lines.market
        and told.currency_code = lines.currency_code
    where lines.is_sold
    group by all
),

series as (
    select calendar.full_date, pairs.*
    from (select distinct source, market, currency_code from told) as pairs
    inner join (
        select source, market, min(full_date) as first_day, max(full_date) as last_day from told group by all
    ) as spans using (source, market)
    inner join calendar on calendar.full_date between first_day and last_day
)

select
    day_number(full_date) as date_id,
    full_date as refund_date,
    source, market, currency_code,
    coalesce(refunds, 0) as refund_count,
    coalesce(lines, 0) as line_count,
    coalesce(known, 0) as known_sale_count,
    coalesce(in_a_week, 0) as refund_count_within_7_days,
    coalesce(in_a_month, 0) as refund_count_within_30_days,
    coalesce(amount, 0) as refund_amount,
    case when refunds is null then 0 else amount_usd end as refund_amount_usd,
    gross as sale_days_gross_amount,
    ratio6(known_amount, gross) as share_of_sale_days,
    ratio4(days, known) as average_days_to_refund
from series
left join by_day using (full_date, source, market, currency_code)
left join sold using (full_date, source, market, currency_code)
