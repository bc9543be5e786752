-- What the web shop said of its orders. What the first file says holds since the record was made, at the latest since the
-- file's day. A record keeps its time when its status changes, so what a later file says holds since that file's day. Rows
-- come in the order in which they replace each other (int_storefront__orders), so the last version is the order itself.
{% snapshot snp_storefront__orders %}
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders", "newest_by": ["file_day", "known_at", "arrival", "content_key", "source_row"]},
    indexes=[{"columns": ["order_id", "effective_from"]}]
) }}
{% set file_begins = local_to_utc("cast(file_day as " ~ dbt.type_timestamp() ~ ")", "America/New_York") %}

select
    order_id,
    max(
        case
            when file_day = first_day and cast({{ utc_to_local("known_at", "'America/New_York'") }} as date) <= file_day
                then greatest(known_at, ordered_at)
            else greatest({{ file_begins }}, ordered_at)
        end
    ) over (
        partition by order_id order by file_day, known_at, arrival, content_key, source_row
        rows between unbounded preceding and current row
    ) as valid_at,
    file_day,
    known_at,
    arrival,
    content_key,
    source_row,
    replace(lower(order_status), ' ', '_') as order_status,
    order_amount,
    currency_code,
    replace(lower(payment_method), ' ', '_') as payment_method
from (
    select
        orders.*,
        min(file_day) over (partition by order_id) as first_day
    from ({{ accepted_rows("chk_storefront__orders") }}) as orders
    where {{ changed_only("order_id", "restated_orders") }}
) as orders

{% endsnapshot %}
