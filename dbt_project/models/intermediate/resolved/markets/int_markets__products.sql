-- The marketplaces have no product file: a product is what its newest order line says of it.
{{ config(unique_key="product_id", indexes=[{"columns": ["product_id"], "unique": true}]) }}

with keys as (
    {{ changed_keys("product_id", ref("chk_markets__orders")) }}
),

final as (
    select
        keys.product_id,
        newest.market,
        newest.category,
        newest.unit_price,
        newest.unit_cost,
        newest.currency_code,
        newest.path,
        newest.content_key,
        newest.source_row,
        oldest.ordered_at as first_known_at,
        newest.ordered_at as known_at
    from keys
    cross join
        lateral (
            {{ accepted_rows("chk_markets__orders", where="judged.product_id = keys.product_id") }}
            order by
                judged.ordered_at desc nulls last, files.file_day desc, files.arrival desc, files.content_key desc,
                judged.source_row desc
            limit 1
        ) as newest
    cross join
        lateral (
            {{ accepted_rows("chk_markets__orders", where="judged.product_id = keys.product_id") }}
            order by judged.ordered_at asc nulls first
            limit 1
        ) as oldest
)

select * from final
