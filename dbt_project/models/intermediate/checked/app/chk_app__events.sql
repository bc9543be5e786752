-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["event_id"]}, {"columns": ["session_id"]},
    {"columns": ["product_id"]}, {"columns": ["customer_id", "occurred_at desc nulls last"]}
]) }}
{% set known_types = [
    "page_view", "product_view", "add_to_cart", "remove_from_cart", "checkout_start", "checkout_complete", "purchase",
] %}

with staged as (
    select * from {{ ref("stg_app__events") }}
    where {{ new_files() }}
),

{% set rules = {
    "EVENT_ID_MISSING": "event_id is null",
    "EVENT_TYPE_MISSING": "event_type is null",
    "EVENT_TYPE_UNKNOWN": "lower(event_type) not in ('" ~ known_types | join("', '") ~ "')",
    "USER_ID_MISSING": "customer_id is null",
    "TIMESTAMP_MISSING": is_missing("occurred_at"),
    "TIMESTAMP_UNPARSEABLE": is_unparseable("occurred_at") ~ " or " ~ is_before_trade("occurred_at"),
    "TIMESTAMP_IN_FUTURE": "occurred_at > " ~ dbt.dateadd("day", 1, "received_at"),
    "SESSION_MISSING": "session_id is null",
    "DEVICE_UNPARSEABLE":
        "coalesce(device_type, device_os, device_browser) is null and device_text <> '{}' and "
        ~ null_if_marker("device_text") ~ " is not null",
    "PRICE_UNUSABLE":
        is_any_unusable(["unit_price"]) ~ " or unit_price < 0 or "
        ~ is_too_large("coalesce(quantity, 1)", "unit_price") ~ " or " ~ names_other_currency(["unit_price"], "'USD'"),
    "QUANTITY_UNUSABLE": is_unparseable("quantity") ~ " or quantity not between 1 and 1000000000",
    "LATE": "cast(occurred_at as date) < " ~ dbt.dateadd("day", -1, "file_date"),
} %}
judged as (
    select
        staged.*,
        {{ judge("app__events", rules) }}
    from staged
),

final as (
    select
        file_id,
        source_row,
        occurred_at,
        cast(attempt as integer) as attempt,
        cast(occurred_at as date) as event_date,
        is_accepted,
        {{ natural_key("'app'", "event_id") }} as event_id,
        lower(event_type) as event_type,
        {{ natural_key("'app'", "customer_id") }} as customer_id,
        {{ natural_key("'app'", "session_id") }} as session_id,
        page,
        {{ natural_key("'app'", "product_id") }} as product_id,
        device_type,
        device_os,
        device_browser,
        country,
        city,
        referrer,
        properties,
        case when position('_QUANTITY_UNUSABLE' in rule_codes) = 0 then quantity end as quantity,
        case when position('_PRICE_UNUSABLE' in rule_codes) = 0 then unit_price end as unit_price,
        rule_codes
    from judged
)

select * from final
