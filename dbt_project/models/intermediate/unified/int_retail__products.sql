-- The shop has no product file: a product is what its invoice lines say of it, above all its latest sale. Write-offs
-- and corrections carry notes ("damaged?") and no price, so they count only for a product that was never sold.
-- A product is sold on most days, so a new file is merged into what is known and the history is left alone; only the
-- products of a file that was withdrawn are worked out again from all lines.
{{ config(
    materialized="incremental",
    unique_key="product_code",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["product_code"], "unique": true}]
) }}
{% set changed = changed_file_ids("retail") %}
{% set withdrawn = changed_file_ids("retail", withdrawn_only=true) %}
{% set judged = ref("chk_retail__invoices") %}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

lines as (
    select
        invoices.*,
        files.content_key,
        invoices.quantity > 0 and invoices.unit_price > 0 and invoices.description is not null as is_sale
    from {{ judged }} as invoices
    inner join files on invoices.file_id = files.file_id and invoices.attempt = files.attempt
    where invoices.is_accepted and files.is_visible
),

{% if is_incremental() %}
{{ touched_members([judged], "product_code", changed, withdrawn) }}

{% endif %}
-- Two hash aggregations and a few rows to sort, instead of sorting every line.
moments as (
    select
        product_code,
        min(invoiced_at) as first_known_at,
        max(invoiced_at) as last_seen_at,
        max(invoiced_at) filter (where is_sale) as last_sold_at
    from {{ "relevant_lines" if is_incremental() else "lines" }}
    group by product_code
),

candidates as (
    select
        lines.product_code,
        lines.description,
        lines.unit_price,
        lines.is_sale,
        lines.content_key,
        lines.source_row,
        moments.first_known_at,
        lines.invoiced_at as known_at
    from {{ "relevant_lines as lines" if is_incremental() else "lines" }}
    inner join moments
        on lines.product_code = moments.product_code
        and lines.invoiced_at = coalesce(moments.last_sold_at, moments.last_seen_at)
    where lines.is_sale or moments.last_sold_at is null
    {%- if is_incremental() %}
    union all
    select
        product_code,
        description,
        unit_price,
        is_sale,
        content_key,
        source_row,
        first_known_at,
        known_at
    from merged
    -- A touched product with nothing left ranks alone, as a tombstone. A join to the ranked rows would be planned as a
    -- loop that ranks them again for every product.
    union all
    select
        touched_id as product_code,
        null as description,
        null as unit_price,
        null as is_sale,
        null as content_key,
        null as source_row,
        null as first_known_at,
        null as known_at
    from touched
    {%- endif %}
),

ranked as (
    select
        *,
        min(first_known_at) over (partition by product_code) as first_known_ever_at,
        row_number() over (
            partition by product_code
            order by
                is_sale desc nulls last,
                known_at desc nulls last,
                content_key desc nulls last,
                source_row desc nulls last
        ) as recency
    from candidates
),

latest as (
    select * from ranked
    where recency = 1
),

final as (
    select
        latest.product_code,
        latest.description,
        latest.unit_price,
        latest.is_sale,
        latest.content_key,
        latest.source_row,
        latest.first_known_ever_at as first_known_at,
        latest.known_at
    from latest
)

select * from final
