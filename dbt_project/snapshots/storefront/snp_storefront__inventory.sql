-- What the web shop's files count in its warehouses. Each file lists every product of every warehouse.
{% snapshot snp_storefront__inventory %}
{{ config(unique_key="stock_id", indexes=[{"columns": ["stock_id", "effective_from"]}]) }}

select
    levels.stock_id,
    coalesce(levels.created_at, files.seen_at) as valid_at,
    levels.is_accepted,
    files.seen_at,
    files.next_full_at,
    files.file_day,
    files.arrival,
    files.content_key,
    levels.source_row,
    levels.product_id,
    levels.warehouse_id,
    levels.location,
    levels.stock_quantity,
    levels.reserved_quantity,
    levels.available_quantity,
    levels.reorder_level
from {{ ref("chk_storefront__inventory") }} as levels
inner join {{ ref("int_full_files") }} as files
    on levels.file_id = files.file_id and levels.attempt = files.attempt
where levels.stock_id is not null and {{ changed_only("levels.stock_id") }}

{% endsnapshot %}
