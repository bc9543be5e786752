-- What the newest accepted row says of each product. The shop sends all of its products every day, so they are looked
-- up one by one in an index instead of sorting the whole log.
{{ config(unique_key="product_id", indexes=[{"columns": ["product_id"], "unique": true}]) }}

with keys as (
    {{ changed_keys("product_id", ref("chk_storefront__products")) }}
),

final as (
    select
        keys.product_id,
        oldest.known_at as first_known_at,
        newest.known_at,
        newest.file_id,
        newest.content_key,
        newest.source_row,
        newest.batch_date,
        newest.created_at,
        newest.launch_date,
        newest.is_discontinued,
        newest.product_name,
        newest.category,
        newest.subcategory,
        newest.brand,
        newest.price,
        newest.currency_code,
        newest.weight_kg,
        newest.dimensions_cm,
        newest.colour,
        newest.material,
        newest.rule_codes
    from keys
    cross join
        lateral (
            {{ accepted_rows("chk_storefront__products", where="judged.product_id = keys.product_id") }}
            order by {{ newest_first("judged.known_at", day="judged.batch_date") }}
            limit 1
        ) as newest
    cross join
        lateral (
            {{ accepted_rows("chk_storefront__products", where="judged.product_id = keys.product_id") }}
            order by judged.batch_date asc nulls first, judged.known_at asc nulls first
            limit 1
        ) as oldest
)

select * from final
