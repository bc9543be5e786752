-- What the mobile shop said of its orders: since the order what the first file says, and since a later file's day what that
-- one says, as in snp_storefront__orders.
{% snapshot snp_app__orders %}
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders", "newest_by": ["file_day", "ordered_at", "arrival", "content_key", "source_row"]},
    indexes=[{"columns": ["order_id", "effective_from"]}]
) }}

select
    order_id,
    max(
        case
            when file_day = first_day then ordered_at
            else greatest(cast(file_day as {{ dbt.type_timestamp() }}), ordered_at)
        end
    ) over (
        partition by order_id order by file_day, ordered_at, arrival, content_key, source_row
        rows between unbounded preceding and current row
    ) as valid_at,
    file_day,
    ordered_at,
    arrival,
    content_key,
    source_row,
    order_status,
    order_amount,
    currency_code,
    payment_method
from (
    select
        orders.*,
        min(file_day) over (partition by order_id) as first_day
    from ({{ accepted_rows("chk_app__orders") }}) as orders
    where {{ changed_only("order_id", "restated_orders") }}
) as orders

{% endsnapshot %}
