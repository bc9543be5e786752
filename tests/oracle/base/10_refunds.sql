-- Orders that were given back, with the time by the shop's clock. Shops that write an order again say so in a file: in the
-- order's first one since it was placed or recorded, in a later one since that file's day. A credit invoice says it itself.
create table refunds as
with statements as (
    select
        'storefront:' || code(order_id) as order_id, day(file_day) as file_day, status(order_status) as order_status,
        coalesce(instant(created_timestamp), cast(day(file_day) as timestamp)) as known_at
    from raw.storefront__orders
    union all
    select 'app:' || code(order_id), day(file_day), status(status), instant(order_date)
    from raw.app__orders
    union all
    select
        'markets.' || market || ':' || code(order_id), day(file_day), status(order_status),
        to_local(instant(order_time), time_zone)
    from raw.markets__orders
    inner join markets using (market)
),

placed as (select *, min(file_day) over (partition by order_id) as first_day from statements),

said as (
    select
        order_id,
        min(
            case
                when file_day > first_day or known_at >= file_day + interval 1 day then cast(file_day as timestamp)
                else known_at
            end
        ) as said_at
    from placed
    where order_status in ('returned', 'refunded')
    group by order_id
),

back as (
    select
        order_id,
        count(*) as line_count,
        sum(abs(total_price)) as amount,
        case when count(*) = count(total_price_usd) then sum(abs(total_price_usd)) end as amount_usd
    from lines
    where is_return and (is_sold or (quantity < 0 and total_price <= 0))
    group by order_id
),

clocked as (
    select orders.*, coalesce(zones.time_zone, 'UTC') as clock_zone, to_local(ordered_at, clock_zone) as wall_clock
    from orders
    left join raw.source_systems as zones using (source, market)
)

select
    order_id, source, market, customer_id, currency_code, back.line_count, amount, amount_usd,
    greatest(wall_clock, coalesce(said_at, wall_clock)) as refunded_at_local,
    clock_zone,
    case when source <> 'retail' then order_date end as sale_date,
    date_diff('day', sale_date, cast(refunded_at_local as date)) as days_between
from back
inner join clocked using (order_id)
left join said using (order_id);
