-- What the web shop's files say of its products. Each file lists all of them.
{% snapshot snp_storefront__products %}
{{ config(
    unique_key="product_id",
    meta={"watched": ["category"], "untracked": ["currency_code", "launch_date"]},
    indexes=[{"columns": ["product_id", "effective_from"]}]
) }}

select
    products.product_id,
    products.known_at as valid_at,
    products.is_accepted,
    files.seen_at,
    files.next_full_at,
    files.file_day,
    files.arrival,
    files.content_key,
    products.source_row,
    products.product_name,
    products.category,
    products.subcategory,
    products.brand,
    products.price as unit_price,
    products.currency_code,
    coalesce(products.is_discontinued, false) as is_discontinued,
    products.weight_kg,
    products.dimensions_cm,
    products.colour,
    products.material,
    products.description,
    products.launch_date
from {{ ref("chk_storefront__products") }} as products
inner join {{ ref("int_full_files") }} as files
    on products.file_id = files.file_id and products.attempt = files.attempt
where products.product_id is not null and {{ changed_only("products.product_id") }}

{% endsnapshot %}
