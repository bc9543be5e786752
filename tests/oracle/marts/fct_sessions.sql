-- key: session_id
select
    coalesce(customer_id, 'unknown') as customer_member,
    coalesce(country, 'Unknown') as country,
    started_at,
    ended_at,
    date_diff('second', started_at, ended_at) as duration_seconds,
    abandoned_quantity,
    day_number(cast(started_at as date)) as date_id,
    event_count,
    has_viewed_product,
    has_added_to_cart,
    has_started_checkout,
    is_converted,
    'app:' || session_id as session_id,
    'app' as source,
    'app' as market,
    customer_id,
    coalesce(device_type, 'unknown') as device_type,
    case
        when is_converted then 'Purchased'
        when has_started_checkout then 'Checkout'
        when has_added_to_cart then 'Added'
        when has_viewed_product then 'Viewed'
        else 'Visited'
    end as reached_step,
    'USD' as currency_code,
    abandoned_amount
from sessions
