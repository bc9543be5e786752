-- key: season, is_weekend, time_of_day, source, market, currency_code
with kept as (
    select
        ['Winter', 'Spring', 'Summer', 'Autumn'][month(order_date) % 12 // 3 + 1] as season,
        is_weekend, time_of_day, source, market, currency_code,
        count(*) as order_count,
        coalesce(sum(pieces), 0) as sold_quantity,
        coalesce(sum(net), 0) as net_amount,
        case when count(*) filter (where net is not null and net_usd is null) = 0 then coalesce(sum(net_usd), 0) end
            as net_amount_usd
    from described_orders
    where is_kept
    group by all
)

select
    *,
    ratio6(order_count, sum(order_count) over (partition by source, market, currency_code)) as order_rate,
    ratio4(net_amount, order_count) as average_order_value,
    ratio4(net_amount_usd, order_count) as average_order_value_usd
from kept
