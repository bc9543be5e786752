-- The shop has no product file: a product is what its invoice lines say of it, above all its newest sale. Write-offs
-- and corrections carry notes ("damaged?") and no price, so they count only for a product that was never sold. A
-- product is sold on most days, so the newest lines are looked up in an index instead of sorting the whole log.
{{ config(unique_key="product_id", indexes=[{"columns": ["product_id"], "unique": true}]) }}

with keys as (
    {{ changed_keys("product_id", ref("chk_retail__invoices")) }}
),

final as (
    select
        keys.product_id,
        coalesce(sale.description, newest.description) as description,
        coalesce(sale.unit_price, newest.unit_price) as unit_price,
        sale.source_row is not null as is_sale,
        coalesce(sale.content_key, newest.content_key) as content_key,
        coalesce(sale.source_row, newest.source_row) as source_row,
        oldest.invoiced_at as first_known_at,
        coalesce(sale.invoiced_at, newest.invoiced_at) as known_at
    from keys
    cross join
        lateral (
            {{ accepted_rows("chk_retail__invoices", where="judged.product_id = keys.product_id") }}
            order by judged.invoiced_at desc nulls last, files.content_key desc, judged.source_row desc
            limit 1
        ) as newest
    cross join
        lateral (
            {{ accepted_rows("chk_retail__invoices", where="judged.product_id = keys.product_id") }}
            order by judged.invoiced_at asc nulls first
            limit 1
        ) as oldest
    left join
        lateral (
            {{ accepted_rows("chk_retail__invoices", where="judged.product_id = keys.product_id and judged.is_sale") }}
            order by judged.invoiced_at desc nulls last, files.content_key desc, judged.source_row desc
            limit 1
        ) as sale
        on true
)

select * from final
