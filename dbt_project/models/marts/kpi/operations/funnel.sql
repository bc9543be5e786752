-- The calendar of each kind of device around the days that have sessions.
{% set steps = ["session", "viewed", "added", "checkout", "purchased", "abandoned_cart", "abandoned_checkout"] %}
with days as (
    select * from {{ ref("agg_sessions") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

bounds as (
    select
        min(date_id) as first_date_id,
        max(date_id) as last_date_id
    from days
),

devices as (
    select distinct device_type
    from days
),

final as (
    select
        dates.date_id,
        dates.full_date as session_date,
        devices.device_type,
        {% for step in steps -%}
        coalesce(days.{{ step }}_count, 0) as {{ step }}_count,
        {% endfor -%}
        {% for part, whole in {
            "conversion": ("purchased", "session"),
            "cart_abandonment": ("abandoned_cart", "added"),
            "checkout_abandonment": ("abandoned_checkout", "checkout"),
        }.items() -%}
        cast(
            cast(days.{{ whole[0] }}_count as numeric(18, 4)) / nullif(days.{{ whole[1] }}_count, 0) as numeric(18, 6)
        ) as {{ part }}_rate,
        {% endfor -%}
        {{ zero_on_empty_day("days.abandoned_amount_usd", "days") }} as abandoned_amount_usd
    from bounds
    inner join dates on dates.date_id between bounds.first_date_id and bounds.last_date_id
    cross join devices
    left join days on dates.date_id = days.date_id and devices.device_type = days.device_type
)

select * from final
