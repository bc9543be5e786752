-- What the funnel lays out, on the days and devices with sessions. A session counts on the day on which it begins.
{{ config(unique_key="date_id", meta={"changes": "changed_session_days"}) }}

with sessions as (
    select * from {{ ref("fct_sessions") }}
    where {{ changed_only("date_id", "changed_session_days") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

rates as (
    select * from {{ ref("int_daily_rates") }}
),

converted as (
    select
        sessions.*,
        case when sessions.abandoned_quantity = 0 then 0 else sessions.abandoned_amount * rates.usd_rate end
            as abandoned_amount_usd
    from sessions
    inner join dates on sessions.date_id = dates.date_id
    left join rates on sessions.currency_code = rates.currency_code and dates.full_date = rates.order_date
),

final as (
    select
        date_id,
        device_type,
        count(*) as session_count,
        count(*) filter (where has_viewed_product) as viewed_count,
        count(*) filter (where has_added_to_cart) as added_count,
        count(*) filter (where has_started_checkout) as checkout_count,
        count(*) filter (where is_converted) as purchased_count,
        count(*) filter (where has_added_to_cart and not is_converted) as abandoned_cart_count,
        count(*) filter (where has_started_checkout and not is_converted) as abandoned_checkout_count,
        cast(
            case when count(*) = count(abandoned_amount_usd) then sum(abandoned_amount_usd) end as numeric(18, 4)
        ) as abandoned_amount_usd
    from converted
    group by date_id, device_type
)

select * from final
