-- key: product_id, warehouse_id
-- Every day of the window and every week is looked up by itself: levels and weeks are lists, not intervals and sums.
with counted as (
    select
        source, product_id,
        source || ':' || warehouse as warehouse_id,
        level_date, stock_quantity, reorder_level, reorder_quantity,
        coalesce(available_quantity, stock_quantity - coalesce(reserved_quantity, 0)) as available
    from inventory_levels
),

pairs as (
    select
        * exclude (level_date),
        level_date as last_day,
        (select max(full_date) from calendar) as today,
        min(level_date) over (partition by product_id) as first_day
    from (select *, max(level_date) over (partition by product_id, warehouse_id) as newest from counted)
),

newest as (
    select *, count(*) over (partition by product_id) as warehouses
    from pairs
    where last_day = newest
),

window_days as (
    select cast(unnest(generate_series(max(full_date) - 27, max(full_date), interval 1 day)) as date) as of_day
    from calendar
),

outages as (
    select product_id, warehouse_id, count_if(available <= 0) as out_days
    from (
        select counted.product_id, counted.warehouse_id, of_day, arg_max(available, level_date) as available
        from window_days
        inner join counted on level_date <= of_day
        group by all
    )
    group by all
),

sold_on as (
    select product_id, order_date, sum(quantity) as quantity
    from lines
    where is_product and is_sold
    group by all
),

known as (
    select
        product_id, today,
        1 + date_diff('day', least(min(first_day), min(order_date)), today) as known_days,
        coalesce(sum(quantity) filter (where order_date > today - 28), 0) as sold
    from (select distinct product_id, today, first_day from pairs)
    left join sold_on using (product_id)
    group by product_id, today
),

weeks as (
    select
        product_id, week,
        coalesce(sum(quantity) filter (
            where date_diff('day', order_date, today) // 7 = week
        ), 0) as quantity
    from (select *, unnest(range(least(13, known_days // 7))) as week from known)
    left join sold_on using (product_id)
    group by product_id, week
),

spread as (
    select product_id, stddev_samp(quantity) as deviation, avg(quantity) as mean
    from weeks
    group by product_id
    having count(*) >= 4
),

revenue as (
    select product_id, market, case when count(*) = count(net_usd) then sum(net_usd) end as usd
    from product_months
    group by all
),

ranked as (
    select
        *,
        sum(greatest(usd, 0)) over (partition by market) as all_usd,
        sum(greatest(usd, 0)) over (
            partition by market order by usd desc nulls last, product_id
            rows between unbounded preceding and current row
        ) - usd as better_usd
    from revenue
),

planned as (
    select
        *,
        least(28, known_days) as days,
        least(13, known_days // 7) as week_count,
        case
            when deviation is null then reorder_level
            else cast(ceil(round(sold * 14 / (days * warehouses) + 1.65 * deviation * sqrt(2) / warehouses, 4)) as bigint)
        end as point
    from newest
    inner join known using (product_id, today)
    inner join outages using (product_id, warehouse_id)
    left join spread using (product_id)
    left join ranked using (product_id)
    left join product_details using (product_id)
    left join products using (product_id)
)

select
    source, product_id, warehouse_id, product_name,
    coalesce(category, 'Uncategorised') as category,
    coalesce(is_discontinued, false) as is_discontinued,
    last_day as last_count_date,
    cast(today - last_day as integer) as days_since_count,
    stock_quantity,
    available as available_quantity,
    case
        when available <= 0 then 'Out of Stock'
        when available <= reorder_level then 'Reorder Required'
        when available <= 2 * reorder_level then 'Low Stock'
        when available is not null then 'In Stock'
    end as stock_status,
    out_days as stock_out_days,
    warehouses as warehouse_count,
    days as window_days,
    sold as sold_quantity,
    ratio4(sold, days * warehouses) as average_daily_quantity,
    ratio4(greatest(available, 0) * days * warehouses, sold) as cover_days,
    reorder_level,
    point as reorder_point,
    case
        when coalesce(is_discontinued, false) or point = 0 then 0
        when available > point then 0
        when available + point is not null then greatest(
            point + cast(ceil(round(sold * 28 / (days * warehouses), 4)) as bigint) - available,
            coalesce(reorder_quantity, 0)
        )
    end as suggested_order_quantity,
    case
        when product_id in (from revenue select product_id where usd is null) then 'Unknown'
        when usd > 0 and 5 * better_usd < 4 * all_usd then 'A'
        when usd > 0 and 20 * better_usd < 19 * all_usd then 'B'
        else 'C'
    end as abc_class,
    week_count,
    cast(deviation / nullif(mean, 0) as decimal(18, 6)) as demand_variation,
    case
        when deviation / nullif(mean, 0) <= 0.5 then 'X'
        when deviation / nullif(mean, 0) <= 1 then 'Y'
        when deviation / nullif(mean, 0) > 1 then 'Z'
        else 'Unknown'
    end as xyz_class
from planned
