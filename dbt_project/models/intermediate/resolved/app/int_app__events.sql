-- What users did in the app, each event once: of those that came twice the earliest counts.
{{ config(unique_key="event_id", indexes=[{"columns": ["event_id"], "unique": true}]) }}

with events as (
    {{ accepted_rows("chk_app__events") }}
),

ranked as (
    select
        events.*,
        row_number() over (
            partition by event_id
            order by occurred_at asc nulls last, file_day asc, arrival asc, content_key asc, source_row asc
        ) as place
    from events
    where {{ changed_only("event_id") }}
),

final as (
    select
        event_id,
        'app' as source,
        file_id,
        content_key,
        source_row,
        occurred_at,
        event_date,
        event_type,
        customer_id,
        session_id,
        page,
        product_id,
        device_type,
        device_os,
        device_browser,
        country,
        city,
        referrer,
        properties,
        quantity,
        unit_price,
        rule_codes
    from ranked
    where place = 1
)

select * from final
