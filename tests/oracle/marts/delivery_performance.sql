-- key: source, market, delivered_by, currency_code, week_id
with placed as (
    select
        *,
        coalesce(delivered_by, 'Unknown') as who,
        cast(date_trunc('week', order_date) as date) as week,
        in_money(delivery_cost * usd_rate) as cost_usd,
        timeliness in ('On Time', 'Slightly Delayed', 'Delayed') as is_judged,
        coalesce(distance_m <= 100000, false) as is_near
    from all_deliveries
),

counted as (
    select
        source, market, who, currency_code, week,
        count(*) as deliveries,
        count_if(is_delivered) as delivered,
        count_if(timeliness = 'Pending') as pending,
        count_if(timeliness = 'On Time') as on_time,
        count_if(timeliness = 'Slightly Delayed') as slightly_delayed,
        count_if(timeliness = 'Delayed') as delayed,
        count_if(distance_m > 100000) as far,
        count_if(is_judged) as judged,
        sum(delay_days) filter (where is_judged) as delay,
        sum(delivery_cost) as cost,
        count(delivery_cost) as priced,
        case when count(delivery_cost) = count(cost_usd) then sum(cost_usd) end as cost_usd,
        sum(distance_m) filter (where is_near) as metres,
        count_if(is_near) as near,
        sum(duration_minutes) as minutes,
        count(duration_minutes) as timed
    from placed
    group by all
),

grid as (
    select source, market, who, currency_code, cast(unnest(generate_series(min(week), max(week), interval 7 day)) as date) as week
    from counted
    where week is not null
    group by all
    union all
    select source, market, who, currency_code, null
    from counted
    where week is null
)

select
    grid.source,
    grid.market,
    grid.who as delivered_by,
    grid.currency_code,
    coalesce(day_number(grid.week), -1) as week_id,
    grid.week as week_start_date,
    coalesce(deliveries, 0) as delivery_count,
    coalesce(delivered, 0) as delivered_count,
    coalesce(pending, 0) as pending_count,
    coalesce(on_time, 0) as on_time_count,
    coalesce(slightly_delayed, 0) as slightly_delayed_count,
    coalesce(delayed, 0) as delayed_count,
    coalesce(far, 0) as implausible_distance_count,
    ratio6(on_time, judged) as on_time_rate,
    ratio4(delay, judged) as average_delay_days,
    case when deliveries is null then 0 else in_money(cost) end as delivery_cost,
    case when deliveries is null then 0 else in_money(cost_usd) end as delivery_cost_usd,
    ratio4(cost, priced) as average_delivery_cost,
    ratio4(cost_usd, priced) as average_delivery_cost_usd,
    ratio4(metres, near) as average_distance_m,
    ratio4(minutes, timed) as average_duration_minutes
from grid
left join counted
    on grid.source = counted.source
    and grid.market = counted.market
    and grid.who = counted.who
    and grid.currency_code = counted.currency_code
    and grid.week is not distinct from counted.week
