-- What says which of two files is newer: the day each speaks for, from its path, else the latest day of its rows, else
-- the day it came. Where the paths of both name a day the order of loading says nothing; of the others the later one to
-- arrive is the newer of a day. All rows are replaced in place: a table that is made anew takes every view on it along.
{{ config(indexes=[{"columns": ["file_id"], "unique": true}]) }}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

days as (
    select * from {{ ref("int_file_days") }}
),

final as (
    select
        files.file_id,
        files.attempt,
        files.is_visible,
        files.path,
        files.content_key,
        coalesce(days.file_day, files.latest_date) as file_day,
        case when files.business_date is null then files.file_id else 0 end as arrival
    from files
    left join days on files.file_id = days.file_id and files.attempt = days.attempt
)

select * from final
