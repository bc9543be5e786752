-- The day each visible file speaks for: that of its name or its batch, else the last one on which its rows sell
-- something; a file that tells no day at all speaks for the day it was received.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with files as (
    select * from {{ ref("stg_ops__files") }}
    where is_visible and {{ changed_only("file_id") }}
),

sold as (
    select
        file_id,
        attempt,
        max(order_date) as last_date
    from {{ ref("int_file_dates") }}
    where {{ changed_only("file_id") }}
    group by file_id, attempt
),

final as (
    select
        files.file_id,
        files.attempt,
        coalesce(files.business_date, files.file_date, sold.last_date, files.latest_date) as file_day
    from files
    left join sold on files.file_id = sold.file_id and files.attempt = sold.attempt
)

select * from final
