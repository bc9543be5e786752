-- The marketplaces have no product file: what is known of a product is what its order lines say. One without a price
-- says nothing, unless no other one does.
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
from (
    select
        order_lines.*,
        bool_or(unit_price > 0) over (partition by product_id) as is_ever_priced
    from ({{ accepted_rows("chk_markets__orders") }}) as order_lines
    where product_id is not null and {{ changed_only("product_id") }}
) as order_lines
where unit_price > 0 or not coalesce(is_ever_priced, false)

{% endsnapshot %}
