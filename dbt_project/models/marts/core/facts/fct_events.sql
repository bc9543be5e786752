-- What users did. Addresses of pages and referrers lose what follows a question mark: people type personal data
-- there.
{{ config(unique_key="event_id", indexes=[{"columns": ["session_id"]}, {"columns": ["date_id"]}]) }}

with events as (
    select * from {{ ref("int_events") }}
    where {{ changed_only("event_id") }}
),

customers as (
    select * from {{ ref("dim_customers") }}
),

products as (
    select * from {{ ref("dim_products") }}
),

countries as (
    select * from {{ ref("int_countries") }}
),

final as (
    select
        events.source_file_key,
        events.source_row,
        coalesce(customers.customer_key, -1) as customer_key,
        coalesce(products.product_key, -1) as product_key,
        coalesce(countries.geo_id, -1) as geo_id,
        events.occurred_at,
        events.quantity,
        {{ date_id("events.event_date") }} as date_id,
        events.event_id,
        events.source,
        events.market,
        events.session_id,
        events.customer_id,
        events.product_id,
        events.event_type,
        lower(events.device_type) as device_type,
        events.device_os,
        split_part(events.page, '?', 1) as page,
        split_part(events.referrer, '?', 1) as referrer,
        events.currency_code,
        events.unit_price
    from events
    left join customers
        on events.customer_id = customers.customer_id
        and events.occurred_at >= customers.effective_from
        and events.occurred_at < customers.effective_to
    left join products
        on events.product_id = products.product_id
        and events.occurred_at >= products.effective_from
        and events.occurred_at < products.effective_to
    left join countries on events.country = countries.country
)

select * from final
