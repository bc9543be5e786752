-- A view, as rejected_rows: what is in doubt is listed already.
with doubts as (
    select * from {{ ref("int_doubts") }}
),

rules as (
    select * from {{ ref("dq_rules") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

final as (
    select
        doubts.sale_id || ':' || doubts.code as doubt_id,
        doubts.source,
        doubts.market,
        {{ date_id("doubts.order_date") }} as date_id,
        doubts.sale_id,
        doubts.order_id,
        doubts.product_id,
        doubts.quantity,
        doubts.unit_price,
        doubts.total_price,
        doubts.currency_code,
        doubts.code,
        rules.description,
        files.path as source_path,
        doubts.source_row as row_number
    from doubts
    inner join rules on doubts.code = rules.code
    inner join files on doubts.file_id = files.file_id
)

select * from final
