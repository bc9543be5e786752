-- The last count of each product and warehouse. A table made whole, because its window moves with each day.
{{ config(materialized="table") }}
{% set window_days = 28 %}
with as_of as (
    select
        max(full_date) as as_of_date,
        cast({{ dbt.dateadd("day", 1 - window_days, "max(full_date)") }} as date) as window_start
    from {{ ref("dim_date") }}
),

-- A level holds until the next count: of those before the window only the last one is needed.
counts as (
    select
        levels.product_id,
        levels.warehouse_id,
        min(levels.level_date) as first_date,
        max(levels.level_date) as last_date,
        coalesce(
            max(levels.level_date) filter (where levels.level_date <= as_of.window_start), min(levels.level_date)
        ) as opening_date
    from {{ ref("fct_inventory_levels") }} as levels
    cross join as_of
    group by levels.product_id, levels.warehouse_id
),

held as (
    select
        levels.*,
        counts.first_date,
        counts.last_date,
        as_of.as_of_date,
        greatest(levels.level_date, as_of.window_start) as held_from,
        lead(levels.level_date, 1, cast({{ dbt.dateadd("day", 1, "as_of.as_of_date") }} as date))
            over (partition by levels.product_id, levels.warehouse_id order by levels.level_date) as held_until
    from {{ ref("fct_inventory_levels") }} as levels
    inner join counts
        on levels.product_id = counts.product_id
        and levels.warehouse_id = counts.warehouse_id
        and levels.level_date >= counts.opening_date
    cross join as_of
),

outages as (
    select
        held.*,
        sum(
            case when stock_status = 'Out of Stock' then {{ dbt.datediff("held_from", "held_until", "day") }} else 0 end
        ) over (partition by product_id, warehouse_id) as stock_out_days
    from held
),

final as (
    select
        source,
        product_id,
        warehouse_id,
        as_of_date,
        first_date as first_count_date,
        last_date as last_count_date,
        stock_quantity,
        available_quantity,
        reorder_level,
        reorder_quantity,
        stock_status,
        cast(stock_out_days as integer) as stock_out_days
    from outages
    where level_date = last_date
)

select * from final
