-- The days of which an accepted row of a visible file speaks: of a sale, a count of the stock, an event. And the day of
-- a file that tells how orders stand, on which one may be refunded and none sold. A table, because a handful of rows
-- saves the calendar and the rates from looking through all facts.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

file_dates as (
    select * from {{ ref("int_file_dates") }}
),

file_days as (
    select * from {{ ref("int_file_days") }}
),

final as (
    select file_dates.business_day
    from file_dates
    inner join files on file_dates.file_id = files.file_id and file_dates.attempt = files.attempt
    where files.is_visible
    union
    -- Of the shops that write an order again when it changes, see int_order_versions.
    select file_days.file_day as business_day
    from file_days
    inner join files on file_days.file_id = files.file_id and file_days.attempt = files.attempt
    inner join file_dates on file_days.file_id = file_dates.file_id and file_days.attempt = file_dates.attempt
    where
        files.is_visible
        and file_dates.is_sale
        and files.source in (
            {%- for feed, entry in feeds().items() if entry.has_history -%}
            '{{ feed.split("__")[0] }}'{{ ", " if not loop.last }}
            {%- endfor -%}
        )
)

select * from final
