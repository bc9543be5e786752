-- The day each visible file speaks for: that of its path, else the latest one that its accepted rows speak of; a file
-- that tells no day at all speaks for the day it was received, and no file for one more than a day after that.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with files as (
    select * from {{ ref("stg_ops__files") }}
    where is_visible and {{ changed_only("file_id") }}
),

undated as (
    select * from files
    where business_date is null
),

row_days as (
    select
        file_id,
        attempt,
        business_day as row_day
    from {{ ref("int_file_dates") }}
    where is_sale and file_id in (select undated.file_id from undated)
    {% for feed, entry in feeds().items() if entry.row_day -%}
    union all
    select
        file_id,
        attempt,
        {{ entry.row_day }} as row_day
    from {{ ref("chk_" ~ feed) }}
    where is_accepted and file_id in (select undated.file_id from undated)
    {% endfor %}
),

last_days as (
    select
        file_id,
        attempt,
        max(row_day) as last_day
    from row_days
    group by file_id, attempt
),

final as (
    select
        files.file_id,
        files.attempt,
        cast(
            coalesce(
                files.business_date,
                least(coalesce(last_days.last_day, files.latest_date), {{ dbt.dateadd("day", 1, "files.latest_date") }})
            ) as date
        ) as file_day
    from files
    left join last_days on files.file_id = last_days.file_id and files.attempt = last_days.attempt
)

select * from final
