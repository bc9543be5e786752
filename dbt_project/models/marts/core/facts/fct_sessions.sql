-- Visits, as their events tell them: who, on which device and from which country by the first event that says so.
{{ config(unique_key="session_id", indexes=[{"columns": ["date_id"]}]) }}
{% set first_event = "occurred_at, event_id" %}

with events as (
    select * from {{ ref("fct_events") }}
    where {{ changed_only("session_id") }} and session_id is not null
),

carts as (
    select * from {{ ref("agg_carts") }}
    where {{ changed_only("session_id") }}
),

placed as (
    select
        events.*,
        row_number() over (partition by session_id order by {{ first_event }}) as place,
        row_number() over (
            partition by session_id order by case when device_type is null then 1 else 0 end, {{ first_event }}
        ) as device_place,
        row_number() over (
            partition by session_id order by case when geo_id = -1 then 1 else 0 end, {{ first_event }}
        ) as geo_place
    from events
),

sessions as (
    select
        session_id,
        min(source) as source,
        min(market) as market,
        min(currency_code) as currency_code,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        min(date_id) as date_id,
        min(case when place = 1 then customer_key end) as customer_key,
        min(case when place = 1 then customer_id end) as customer_id,
        min(case when geo_place = 1 then geo_id end) as geo_id,
        min(case when device_place = 1 then device_type end) as device_type,
        cast(count(*) as integer) as event_count,
        bool_or(event_type = 'product_view') as has_viewed_product,
        bool_or(event_type = 'add_to_cart') as has_added_to_cart,
        bool_or(event_type = 'checkout_start') as has_started_checkout,
        bool_or(event_type = 'purchase') as is_converted
    from placed
    group by session_id
),

final as (
    select
        sessions.customer_key,
        sessions.geo_id,
        sessions.started_at,
        sessions.ended_at,
        cast({{ dbt.datediff("sessions.started_at", "sessions.ended_at", "second") }} as {{ dbt.type_bigint() }})
            as duration_seconds,
        -- A cart is left behind by who bought nothing.
        case when sessions.is_converted or carts.session_id is null then 0 else carts.quantity end
            as abandoned_quantity,
        sessions.date_id,
        sessions.event_count,
        sessions.has_viewed_product,
        sessions.has_added_to_cart,
        sessions.has_started_checkout,
        sessions.is_converted,
        sessions.session_id,
        sessions.source,
        sessions.market,
        sessions.customer_id,
        coalesce(sessions.device_type, 'unknown') as device_type,
        case
            when sessions.is_converted then 'Purchased'
            when sessions.has_started_checkout then 'Checkout'
            when sessions.has_added_to_cart then 'Added'
            when sessions.has_viewed_product then 'Viewed'
            else 'Visited'
        end as reached_step,
        sessions.currency_code,
        cast(
            case when sessions.is_converted or carts.session_id is null then 0 else carts.amount end as numeric(18, 4)
        ) as abandoned_amount
    from sessions
    left join carts on sessions.session_id = carts.session_id
)

select * from final
