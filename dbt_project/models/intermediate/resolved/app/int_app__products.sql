-- What the newest stock row says of each product, in whichever warehouse it lies. Each workbook lists all products.
{{ config(unique_key="product_id", indexes=[{"columns": ["product_id"], "unique": true}]) }}

with keys as (
    {{ changed_keys("product_id", ref("chk_app__inventory")) }}
),

final as (
    select
        keys.product_id,
        newest.file_id,
        newest.content_key,
        newest.source_row,
        oldest.known_at as first_known_at,
        newest.known_at,
        newest.product_name,
        newest.category,
        newest.brand,
        newest.supplier,
        newest.unit_price,
        newest.unit_cost,
        newest.is_active,
        newest.rule_codes
    from keys
    cross join
        lateral (
            {{ accepted_rows("chk_app__inventory", where="judged.product_id = keys.product_id") }}
            order by {{ newest_first("judged.known_at", day="judged.level_date") }}
            limit 1
        ) as newest
    cross join
        lateral (
            {{ accepted_rows("chk_app__inventory", where="judged.product_id = keys.product_id") }}
            order by judged.level_date asc nulls first, judged.known_at asc nulls first
            limit 1
        ) as oldest
)

select * from final
