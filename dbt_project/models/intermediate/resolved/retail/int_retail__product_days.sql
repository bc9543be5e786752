-- Per product and day the first sale, or the first line where none is a sale: prices of one day differ by quantity, so
-- a history of each line would tell of hundreds of changes that were none.
{{ config(
    unique_key="invoice_date",
    indexes=[{"columns": ["product_id"]}, {"columns": ["invoice_date"]}]
) }}

with invoices as (
    {{ accepted_rows("chk_retail__invoices") }}
),

ranked as (
    select
        invoices.*,
        row_number() over (
            partition by product_id, invoice_date
            order by case when is_sale then 0 else 1 end, invoiced_at asc, content_key asc, source_row asc
        ) as place
    from invoices
    where product_id is not null and {{ changed_only("invoice_date") }}
),

final as (
    select
        product_id,
        invoice_date,
        invoiced_at,
        content_key,
        source_row,
        is_sale,
        description,
        unit_price
    from ranked
    where place = 1
)

select * from final
