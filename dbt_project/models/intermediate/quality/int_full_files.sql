-- The visible files of feeds that list all of their keys each time, with the day each speaks for and that of the next
-- complete one: a key that is in one and not in the next is gone. A file that lost a row with the key it had (a record
-- that could not be read, an id that is missing) proves no such thing. Rows are replaced in place, because a table that
-- is made anew takes every view on it along.
{{ config(indexes=[{"columns": ["file_id"], "unique": true}]) }}

with files as (
    select
        versions.*,
        ledger.source || '__' || ledger.feed as feed,
        ledger.rows_rejected
    from {{ ref("int_file_versions") }} as versions
    inner join {{ ref("stg_ops__files") }} as ledger on versions.file_id = ledger.file_id
    where
        versions.is_visible
        and (
            {% for feed, entry in feeds().items() if entry.is_full -%}
            {{ "or " if not loop.first }}ledger.source || '__' || ledger.feed = '{{ feed }}'
            {% endfor -%}
        )
),

unnamed as (
    select distinct
        file_id,
        attempt
    from {{ ref("int_file_rules") }}
    where code like '%ID_MISSING'
),

complete as (
    select
        files.feed,
        files.file_day
    from files
    left join unnamed on files.file_id = unnamed.file_id and files.attempt = unnamed.attempt
    where files.rows_rejected = 0 and unnamed.file_id is null
),

followed as (
    select
        files.file_id,
        min(complete.file_day) as next_day
    from files
    left join complete on files.feed = complete.feed and files.file_day < complete.file_day
    group by files.file_id
),

final as (
    select
        files.file_id,
        files.attempt,
        files.feed,
        files.file_day,
        files.arrival,
        files.content_key,
        {{ local_to_utc("cast(files.file_day as " ~ dbt.type_timestamp() ~ ")", "America/New_York") }} as seen_at,
        followed.next_day as next_full_day,
        {{ local_to_utc("cast(followed.next_day as " ~ dbt.type_timestamp() ~ ")", "America/New_York") }}
            as next_full_at
    from files
    inner join followed on files.file_id = followed.file_id
)

select * from final
