-- The days of agg_deliveries as weeks, and the weeks of each carrier or team without a gap. A week is that of the
-- orders.
{% set grain = ["source", "market", "delivered_by", "currency_code"] %}
{% set counts = [
    "delivery_count", "delivered_count", "pending_count", "on_time_count", "slightly_delayed_count", "delayed_count",
    "implausible_distance_count",
] %}
with days as (
    select * from {{ ref("agg_deliveries") }}
),

dates as (
    select
        date_id,
        cast({{ dbt.date_trunc("week", "full_date") }} as date) as week_start_date
    from {{ ref("dim_date") }}
),

weeks as (
    select distinct
        {{ date_id("week_start_date") }} as week_id,
        week_start_date
    from dates
    union all
    select
        -1 as week_id,
        cast(null as date) as week_start_date
),

summed as (
    select
        days.{{ grain | join(", days.") }},
        coalesce({{ date_id("dates.week_start_date") }}, -1) as week_id,
        {% for column in counts + ["costed_count", "measured_count", "timed_count", "delay_days"] -%}
        sum(days.{{ column }}) as {{ column }},
        {% endfor -%}
        sum(days.on_time_count + days.slightly_delayed_count + days.delayed_count) as judged_count,
        sum(days.distance_m) as distance_m,
        sum(days.duration_minutes) as duration_minutes,
        sum(days.delivery_cost) as delivery_cost,
        -- Null where the cost of one of the days cannot be converted.
        case when count(days.delivery_cost) = count(days.delivery_cost_usd) then sum(days.delivery_cost_usd) end
            as delivery_cost_usd
    from days
    left join dates on days.date_id = dates.date_id
    group by days.{{ grain | join(", days.") }}, coalesce({{ date_id("dates.week_start_date") }}, -1)
),

series as (
    select
        {{ grain | join(", ") }},
        min(case when week_id > -1 then week_id end) as first_week_id,
        max(week_id) as last_week_id,
        min(week_id) = -1 as has_undated
    from summed
    group by {{ grain | join(", ") }}
),

final as (
    select
        series.{{ grain | join(", series.") }},
        weeks.week_id,
        weeks.week_start_date,
        {% for column in counts -%}
        cast(coalesce(summed.{{ column }}, 0) as {{ dbt.type_bigint() }}) as {{ column }},
        {% endfor -%}
        cast(summed.on_time_count / nullif(summed.judged_count, 0) as numeric(18, 6)) as on_time_rate,
        cast(summed.delay_days / nullif(summed.judged_count, 0) as numeric(18, 4)) as average_delay_days,
        cast(case when summed.week_id is null then 0 else summed.delivery_cost end as numeric(18, 4)) as delivery_cost,
        cast(case when summed.week_id is null then 0 else summed.delivery_cost_usd end as numeric(18, 4))
            as delivery_cost_usd,
        cast(summed.delivery_cost / nullif(summed.costed_count, 0) as numeric(18, 4)) as average_delivery_cost,
        cast(summed.delivery_cost_usd / nullif(summed.costed_count, 0) as numeric(18, 4))
            as average_delivery_cost_usd,
        cast(summed.distance_m / nullif(summed.measured_count, 0) as numeric(18, 4)) as average_distance_m,
        cast(summed.duration_minutes / nullif(summed.timed_count, 0) as numeric(18, 4)) as average_duration_minutes
    from series
    inner join weeks
        on weeks.week_id between series.first_week_id and series.last_week_id
        or weeks.week_id = -1 and series.has_undated
    left join summed
        on series.source = summed.source
        and series.market = summed.market
        and series.delivered_by = summed.delivered_by
        and series.currency_code = summed.currency_code
        and weeks.week_id = summed.week_id
)

select * from final
