-- A table, because a handful of rows saves three models from looking through all orders.
{{ config(materialized="table") }}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

order_parts as (
    select * from {{ ref("int_retail__order_parts") }}
),

final as (
    select order_parts.order_date
    from order_parts
    inner join files on order_parts.file_id = files.file_id and order_parts.attempt = files.attempt
    where files.is_visible
    union
    select order_date
    from {{ ref("int_storefront__orders") }}
)

select * from final
