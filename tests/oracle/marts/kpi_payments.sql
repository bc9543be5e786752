-- key: month_id, source, market, payment_method, currency_code
with paid as (
    select
        month_id, source, market, paid_by, currency_code,
        count(*) as orders,
        count(*) filter (where is_cancelled) as cancelled,
        count(*) filter (where is_refunded) as refunded,
        sum(gross_amount) as gross,
        case when count(*) = count(usd_rate) then sum(in_money(gross_amount * usd_rate)) end as gross_usd,
        coalesce(sum(total_amount) filter (where is_refunded), 0) as back,
        case
            when count(*) filter (where is_refunded and usd_rate is null) = 0
                then coalesce(sum(in_money(total_amount * usd_rate)) filter (where is_refunded), 0)
        end as back_usd
    from described_orders
    group by all
),

months as (select distinct month_number(full_date) as month_id from calendar),

traded as (select source, market, min(month_id) as first_month, max(month_id) as last_month from paid group by all),

grid as (
    select months.month_id, ways.*
    from (select distinct source, market, paid_by, currency_code from paid) as ways
    inner join traded using (source, market)
    inner join months on months.month_id between first_month and last_month
)

select
    grid.month_id, grid.source, grid.market,
    grid.paid_by as payment_method,
    grid.currency_code,
    coalesce(orders, 0) as order_count,
    coalesce(cancelled, 0) as cancelled_order_count,
    coalesce(refunded, 0) as refunded_order_count,
    ratio6(cancelled, orders) as cancelled_rate,
    ratio6(refunded, orders) as refunded_rate,
    coalesce(gross, 0) as gross_amount,
    case when orders is null then 0 else gross_usd end as gross_amount_usd,
    coalesce(back, 0) as refunded_amount,
    case when orders is null then 0 else back_usd end as refunded_amount_usd
from grid
left join paid using (month_id, source, market, paid_by, currency_code)
