-- What the workbooks of the mobile shop say of its products, since the last delivery that a row names.
{% snapshot snp_app__products %}
{{ config(
    unique_key="product_id",
    meta={"watched": ["category"]},
    indexes=[{"columns": ["product_id", "effective_from"]}]
) }}

select
    product_id,
    known_at as valid_at,
    file_day,
    arrival,
    content_key,
    source_row,
    product_name,
    category,
    brand,
    unit_price,
    unit_cost,
    not coalesce(is_active, true) as is_discontinued
from ({{ accepted_rows("chk_app__inventory") }}) as levels
where product_id is not null and {{ changed_only("product_id") }}

{% endsnapshot %}
