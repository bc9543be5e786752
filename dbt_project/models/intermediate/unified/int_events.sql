-- What users did, in whichever shop. Only the mobile shop writes it down so far.
select
    event_id,
    source,
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
    rule_codes
from {{ ref("int_app__events") }}
