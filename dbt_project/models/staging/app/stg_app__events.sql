with source as (
    select * from {{ source("raw_app", "events") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

renamed as (
    select
        source._file_id as file_id,
        source._attempt as attempt,
        source._row_number as source_row,
        files.discovered_at as received_at,
        files.business_date as file_date,
        {{ safe_id("source.event_id") }} as event_id,
        {{ null_if_marker("source.event_type") }} as event_type,
        {{ customer_id("app", "source.user_id") }} as customer_id,
        {{ safe_id("source.session_id") }} as session_id,
        {{ safe_instant("source.timestamp") }} as occurred_at,
        {{ null_if_marker("source.page") }} as page,
        {{ product_id("app", "source.product_id") }} as product_id,
        {{ null_if_marker("device.type") }} as device_type,
        {{ null_if_marker("device.os") }} as device_os,
        {{ null_if_marker("device.browser") }} as device_browser,
        {{ null_if_marker("location.country") }} as country,
        {{ null_if_marker("location.city") }} as city,
        {{ null_if_marker("source.referrer") }} as referrer,
        {{ null_if_marker("source.properties") }} as properties,
        {{ safe_decimal("cart.price") }} as unit_price,
        {{ safe_integer("cart.quantity") }} as quantity,
        source.timestamp as occurred_at_text,
        source.device as device_text,
        cart.price as unit_price_text,
        cart.quantity as quantity_text
    from source
    inner join files on source._file_id = files.file_id and source._attempt = files.attempt
    {{ join_json_object("source.device", "device", ["type", "os", "browser"]) }}
    {{ join_json_object("source.location", "location", ["country", "city"]) }}
    -- Most events say much that nobody asks for, and parsing it takes time.
    {{ join_json_object(
        "case when lower(source.event_type) like '%cart%' then source.properties end", "cart", ["price", "quantity"]
    ) }}
    where files.is_visible
)

select * from renamed
