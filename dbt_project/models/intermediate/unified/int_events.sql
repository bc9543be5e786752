-- What users did, in whichever shop. Only the mobile shop writes it down so far. Place, browser and whatever else it
-- noted stay behind: no fact takes them.
select
    event_id,
    source,
    source as market,
    content_key as source_file_key,
    source_row,
    occurred_at,
    event_date,
    event_type,
    customer_id,
    session_id,
    page,
    product_id,
    quantity,
    unit_price,
    'USD' as currency_code,
    device_type,
    device_os,
    country,
    referrer
from {{ ref("int_app__events") }}
