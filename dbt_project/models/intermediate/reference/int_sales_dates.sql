-- The days on which an accepted row of a visible file sells something. A table, because a handful of rows saves three
-- models from looking through all orders.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

file_dates as (
    select * from {{ ref("int_file_dates") }}
),

final as (
    select distinct file_dates.order_date
    from file_dates
    inner join files on file_dates.file_id = files.file_id and file_dates.attempt = files.attempt
    where files.is_visible
)

select * from final
