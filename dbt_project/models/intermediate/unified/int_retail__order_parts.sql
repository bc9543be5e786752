-- What one file says of an invoice. An invoice that spans two files has two parts, as has one that names two
-- customers; its totals are the sum of those that are visible, so a new file costs its own lines and not the history.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    meta={"grows_by": "file_id"},
    indexes=[{"columns": ["file_id"], "type": "brin"}, {"columns": ["order_id"]}, {"columns": ["customer_id"]}]
) }}
{% set changed = changed_file_ids("retail") %}

with lines as (
    select
        *,
        quantity * unit_price as line_amount
    from {{ ref("chk_retail__invoices") }}
    {{ in_changed_files(changed) }}
),

parts as (
    select
        file_id,
        attempt,
        invoice_no,
        min(invoiced_at) as ordered_at,
        min(invoice_date) as order_date,
        customer_id,
        -- An invoice has one country; should lines disagree, the choice must not depend on their order.
        coalesce(min(country), 'Unspecified') as country,
        bool_or(is_cancelled) as is_cancelled,
        cast(count(*) as integer) as line_count,
        cast(count(*) filter (where {{ is_retail_product("product_code") }}) as integer) as product_line_count,
        sum(quantity) as quantity,
        sum(line_amount) as total_amount,
        coalesce(sum(line_amount) filter (where {{ is_sold("lines") }}), 0) as gross_amount
    from lines
    where is_accepted
    group by file_id, attempt, invoice_no, customer_id
),

final as (
    select
        file_id,
        attempt,
        {{ natural_key("'retail'", "invoice_no") }} as order_id,
        invoice_no,
        {{ natural_key("'retail'", "customer_id") }} as customer_id,
        country,
        ordered_at,
        order_date,
        line_count,
        product_line_count,
        cast(quantity as {{ dbt.type_bigint() }}) as quantity,
        cast(gross_amount as numeric(18, 4)) as gross_amount,
        cast(total_amount as numeric(18, 4)) as total_amount,
        is_cancelled
    from parts
    {{ unless_logged(changed, "parts") }}
)

select * from final
