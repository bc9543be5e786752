-- What users did in the app, each event once: of those that came twice the earliest counts (see macro latest_by_key).
{{ config(
    materialized="incremental",
    unique_key="event_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["event_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("app", ["events"]) %}

with {{ latest_by_key(
    ref("chk_app__events"), "event_id", changed, known_at="checked.occurred_at", earliest=true
) }}

final as (
    select
        latest.touched_id as event_id,
        case when latest.content_key is not null then 'app' end as source,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        latest.occurred_at,
        latest.event_date,
        latest.event_type,
        latest.customer_id,
        latest.session_id,
        latest.page,
        latest.product_id,
        latest.device_type,
        latest.device_os,
        latest.device_browser,
        latest.country,
        latest.city,
        latest.referrer,
        latest.properties,
        latest.rule_codes
    from latest
)

select * from final
