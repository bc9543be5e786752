-- The marketplaces have no product file: what is known of a product is what its order lines say.
{% snapshot snp_markets__products %}
{{ config(
    unique_key="product_id",
    meta={"watched": ["category"]},
    indexes=[{"columns": ["product_id", "effective_from"]}]
) }}

select
    product_id,
    ordered_at as valid_at,
    file_day,
    arrival,
    content_key,
    source_row,
    market,
    category,
    unit_price,
    unit_cost,
    currency_code
from ({{ accepted_rows("chk_markets__orders") }}) as order_lines
where product_id is not null and {{ changed_only("product_id") }}

{% endsnapshot %}
