-- Days of invoice lines that a file of the interval holds.
with files as (
    select * from {{ ref("changed_files") }}
),

judged as (
    select * from {{ ref("chk_retail__invoices") }}
),

final as (
    select distinct judged.invoice_date
    from judged
    inner join files on judged.file_id = files.file_id
    where judged.invoice_date is not null
)

select invoice_date from final
