-- key: date_id, device_type
with visited as (
    select *, cast(started_at as date) as on_day, coalesce(device_type, 'unknown') as device
    from sessions
),

grid as (
    select on_day, device
    from (select unnest(generate_series(min(on_day), max(on_day), interval 1 day)) as on_day from visited)
    cross join (select distinct device from visited)
),

counted as (
    select
        on_day,
        device,
        count(*) as sessions,
        count_if(has_viewed_product) as viewed,
        count_if(has_added_to_cart) as added,
        count_if(has_started_checkout) as checkout,
        count_if(is_converted) as purchased,
        count_if(has_added_to_cart and not is_converted) as abandoned_cart,
        count_if(has_started_checkout and not is_converted) as abandoned_checkout,
        sum(abandoned_amount) as worth,
        bool_and(abandoned_amount is not null) as is_priced
    from visited
    group by on_day, device
)

select
    day_number(cast(grid.on_day as date)) as date_id,
    cast(grid.on_day as date) as session_date,
    grid.device as device_type,
    coalesce(sessions, 0) as session_count,
    coalesce(viewed, 0) as viewed_count,
    coalesce(added, 0) as added_count,
    coalesce(checkout, 0) as checkout_count,
    coalesce(purchased, 0) as purchased_count,
    coalesce(abandoned_cart, 0) as abandoned_cart_count,
    coalesce(abandoned_checkout, 0) as abandoned_checkout_count,
    ratio6(purchased, sessions) as conversion_rate,
    ratio6(abandoned_cart, added) as cart_abandonment_rate,
    ratio6(abandoned_checkout, checkout) as checkout_abandonment_rate,
    -- The mobile shop sells in US dollars.
    case when counted.on_day is null then 0 when is_priced then in_money(worth) end as abandoned_amount_usd
from grid
left join counted on grid.on_day = counted.on_day and grid.device = counted.device
