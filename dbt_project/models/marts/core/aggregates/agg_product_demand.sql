-- How much of a product is sold, and how evenly. A table made whole, because its window moves with each day.
{{ config(materialized="table") }}
{% set window_weeks, longest_weeks, fewest_weeks = 4, 13, 4 %}
with first_sales as (
    select
        product_id,
        min(first_date_id) as first_date_id
    from {{ ref("agg_products") }}
    group by product_id
),

counted as (
    select
        source,
        product_id,
        as_of_date,
        min(first_count_date) as first_count_date,
        count(*) as warehouse_count
    from {{ ref("agg_inventory") }}
    group by source, product_id, as_of_date
),

known as (
    select
        counted.*,
        1 + {{ dbt.datediff("least(counted.first_count_date, dates.full_date)", "counted.as_of_date", "day") }}
            as known_days
    from counted
    left join first_sales on counted.product_id = first_sales.product_id
    left join {{ ref("dim_date") }} as dates on first_sales.first_date_id = dates.date_id
),

-- Weeks are counted back from the as-of date, so that the last one is whole.
days as (
    select
        product_days.product_id,
        product_days.sold_quantity,
        floor({{ dbt.datediff("dates.full_date", "known.as_of_date", "day") }} / 7) as weeks_ago
    from known
    inner join {{ ref("agg_product_days") }} as product_days on known.product_id = product_days.product_id
    inner join {{ ref("dim_date") }} as dates on product_days.date_id = dates.date_id
    where dates.full_date > {{ dbt.dateadd("day", -7 * longest_weeks, "known.as_of_date") }}
),

weeks as (
    select
        product_id,
        weeks_ago,
        sum(sold_quantity) as quantity
    from days
    group by product_id, weeks_ago
),

-- Weeks without a sale add nothing to the sums and count all the same.
summed as (
    select
        known.source,
        known.product_id,
        known.warehouse_count,
        least({{ 7 * window_weeks }}, known.known_days) as window_days,
        least({{ longest_weeks }}, floor(known.known_days / 7)) as n,
        coalesce(sum(weeks.quantity) filter (where weeks.weeks_ago < {{ window_weeks }}), 0) as sold_quantity,
        coalesce(sum(weeks.quantity) filter (where weeks.weeks_ago < floor(known.known_days / 7)), 0) as total,
        coalesce(sum(weeks.quantity * weeks.quantity) filter (where weeks.weeks_ago < floor(known.known_days / 7)), 0)
            as squares
    from known
    left join weeks on known.product_id = weeks.product_id
    group by known.source, known.product_id, known.warehouse_count, known.known_days
),

varied as (
    select
        summed.*,
        case when n >= {{ fewest_weeks }} then sqrt((n * squares - total * total) / (n * (n - 1))) end as deviation
    from summed
),

final as (
    select
        source,
        product_id,
        warehouse_count,
        cast(window_days as integer) as window_days,
        cast(sold_quantity as {{ dbt.type_bigint() }}) as sold_quantity,
        cast(n as integer) as week_count,
        cast(case when n > 0 then total / cast(n as numeric(18, 4)) end as numeric(18, 4)) as weekly_quantity,
        cast(deviation as numeric(18, 4)) as weekly_deviation,
        cast(deviation * n / nullif(total, 0) as numeric(18, 6)) as demand_variation
    from varied
)

select * from final
