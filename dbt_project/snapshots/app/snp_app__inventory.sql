-- What the workbooks of the mobile shop count: the first count after a delivery holds since then, and a later one since
-- its own day, for what was sold in between left the shelf later than the delivery came.
{% snapshot snp_app__inventory %}
{{ config(unique_key="stock_id", indexes=[{"columns": ["stock_id", "effective_from"]}]) }}

select
    stock_id,
    max(
        case
            when file_day = first_day then known_at
            else greatest(known_at, cast(level_date as {{ dbt.type_timestamp() }}))
        end
    ) over (
        partition by stock_id order by file_day, arrival, content_key, source_row
        rows between unbounded preceding and current row
    ) as valid_at,
    file_day,
    arrival,
    content_key,
    source_row,
    product_id,
    warehouse_id,
    stock_quantity,
    reorder_level,
    reorder_quantity
from (
    select
        levels.*,
        min(file_day) over (partition by stock_id, known_at) as first_day
    from ({{ accepted_rows("chk_app__inventory") }}) as levels
    where stock_id is not null and {{ changed_only("stock_id") }}
) as levels

{% endsnapshot %}
