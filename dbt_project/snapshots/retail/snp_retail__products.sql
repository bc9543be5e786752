-- The shop has no product file: what is known of a product is what its first sale of each day says. Write-offs and
-- corrections carry notes ("damaged?") and no price, so they count only for a product that was never sold.
{% snapshot snp_retail__products %}
{{ config(
    unique_key="product_id",
    meta={"newest_by": ["content_key", "source_row"]},
    indexes=[{"columns": ["product_id", "effective_from"]}]
) }}

select
    product_id,
    invoiced_at as valid_at,
    content_key,
    source_row,
    description as product_name,
    unit_price
from (
    select
        days.*,
        bool_or(is_sale) over (partition by product_id) as is_ever_sold
    from {{ ref("int_retail__product_days") }} as days
    where {{ changed_only("product_id") }}
) as days
where is_sale or not is_ever_sold

{% endsnapshot %}
