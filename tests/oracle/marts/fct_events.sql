-- key: event_id
select
    events.place as source_row,
    coalesce(events.customer_id, 'unknown') as customer_member,
    case when products.product_id is null then 'unknown' else events.product_id end as product_member,
    coalesce(countries.country_name, 'Unknown') as country,
    occurred_at,
    case when is_cart then whole(properties ->> 'quantity') end as quantity,
    day_number(cast(occurred_at as date)) as date_id,
    event_id,
    'app' as source,
    'app' as market,
    'app:' || session_id as session_id,
    events.customer_id,
    events.product_id,
    event_type,
    lower(device_type) as device_type,
    device_os,
    regexp_extract(page, '^[^?]*') as page,
    regexp_extract(referrer, '^[^?]*') as referrer,
    'USD' as currency_code,
    case when is_cart then money(properties ->> 'price') end as unit_price
from (select *, event_type in ('add_to_cart', 'remove_from_cart') as is_cart from events) as events
left join products on events.product_id = products.product_id
left join countries on lower(events.country) = lower(countries.spelling)
