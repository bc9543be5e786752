-- key: month_id, source, market, promotion, currency_code
with kept as (
    select
        month_id, source, market, promotion, currency_code,
        count(*) filter (where is_kept) as orders,
        count(*) filter (where is_kept and order_id in (select order_id from first_orders)) as firsts,
        coalesce(sum(net) filter (where is_kept), 0) as net,
        case
            when count(*) filter (where is_kept and net is not null and net_usd is null) = 0
                then coalesce(sum(net_usd) filter (where is_kept), 0)
        end as net_usd,
        coalesce(sum(discount) filter (where is_kept), 0) as discount,
        case
            when count(*) filter (where is_kept and discount <> 0 and usd_rate is null) = 0
                then coalesce(sum(in_money(discount * usd_rate)) filter (where is_kept), 0)
        end as discount_usd,
        sum(net - discount) filter (where is_kept and cost is not null) as costed,
        sum(net - discount - cost) filter (where is_kept) as margin,
        case
            when count(*) filter (where is_kept and cost is not null and (usd_rate is null or net_usd is null)) = 0
                then sum(in_money(net_usd - discount * usd_rate - cost_usd)) filter (where is_kept)
        end as margin_usd
    from described_orders
    group by all
),

months as (select distinct month_number(full_date) as month_id from calendar),

traded as (select source, market, min(month_id) as first_month, max(month_id) as last_month from kept group by all),

grid as (
    select months.month_id, promotions.*
    from (select distinct source, market, promotion, currency_code from kept) as promotions
    inner join traded using (source, market)
    inner join months on months.month_id between first_month and last_month
)

select
    grid.month_id, grid.source, grid.market, grid.promotion, grid.currency_code,
    coalesce(orders, 0) as order_count,
    coalesce(firsts, 0) as first_order_count,
    ratio6(firsts, orders) as first_order_rate,
    coalesce(net, 0) as net_amount,
    case when orders is null then 0 else in_money(net_usd) end as net_amount_usd,
    coalesce(discount, 0) as discount_amount,
    case when orders is null then 0 else in_money(discount_usd) end as discount_amount_usd,
    ratio6(discount, net) as discount_rate,
    in_money(margin) as discounted_margin_amount,
    in_money(margin_usd) as discounted_margin_amount_usd,
    ratio6(margin, costed) as discounted_margin_rate
from grid
left join kept using (month_id, source, market, promotion, currency_code)
