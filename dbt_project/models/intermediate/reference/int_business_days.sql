-- The days of which an accepted row of a visible file speaks: of a sale, a count of the stock, an event. A table,
-- because a handful of rows saves the calendar and the rates from looking through all facts.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

file_dates as (
    select * from {{ ref("int_file_dates") }}
),

final as (
    select distinct file_dates.business_day
    from file_dates
    inner join files on file_dates.file_id = files.file_id and file_dates.attempt = files.attempt
    where files.is_visible
)

select * from final
