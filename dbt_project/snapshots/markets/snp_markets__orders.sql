-- What the marketplaces said of their orders: since the order what the first file says, and since a later file's day what
-- that one says, as in snp_storefront__orders. What is said of the whole order stands on each of its lines, so the first
-- one in a file tells it.
{% snapshot snp_markets__orders %}
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders"},
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
        partition by order_id order by file_day, arrival, content_key
        rows between unbounded preceding and current row
    ) as valid_at,
    file_day,
    arrival,
    content_key,
    source_row,
    order_status,
    order_amount,
    currency_code,
    payment_method
from (
    select
        order_lines.*,
        min(file_day) over (partition by order_id) as first_day,
        row_number() over (partition by order_id, file_id order by source_row) as place
    from ({{ accepted_rows("chk_markets__orders") }}) as order_lines
    where {{ changed_only("order_id", "restated_orders") }}
) as order_lines
where place = 1

{% endsnapshot %}
