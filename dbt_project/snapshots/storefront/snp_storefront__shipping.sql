-- What the web shop said of its parcels: since the record was made what the first file says, and since a later file's day
-- what that one says, as in snp_storefront__orders.
{% snapshot snp_storefront__shipping %}
{{ config(
    unique_key="delivery_id",
    meta={"newest_by": ["file_day", "created_at", "arrival", "content_key", "source_row"]},
    indexes=[{"columns": ["delivery_id", "effective_from"]}]
) }}
{% set file_begins = local_to_utc("cast(file_day as " ~ dbt.type_timestamp() ~ ")", "America/New_York") %}

select
    delivery_id,
    max(
        case
            when file_day = first_day and cast({{ utc_to_local("created_at", "'America/New_York'") }} as date) <= file_day
                then created_at
            else {{ file_begins }}
        end
    ) over (
        partition by delivery_id order by file_day, created_at nulls first, arrival, content_key, source_row
        rows between unbounded preceding and current row
    ) as valid_at,
    file_day,
    created_at,
    arrival,
    content_key,
    source_row,
    order_id,
    carrier,
    replace(lower(shipping_status), ' ', '_') as shipping_status,
    estimated_delivery_date,
    actual_delivery_date,
    shipping_cost,
    currency_code
from (
    select
        parcels.*,
        min(file_day) over (partition by delivery_id) as first_day
    from ({{ accepted_rows("chk_storefront__shipping") }}) as parcels
    where {{ changed_only("delivery_id") }}
) as parcels

{% endsnapshot %}
