-- Of feeds that list all of their keys in each file: the files whose keys one of the interval may be the next to lack,
-- those before it with no complete file in between.
with files as (
    select * from {{ ref("changed_files") }}
),

listings as (
    select * from {{ ref("int_full_files") }}
),

final as (
    select distinct listings.file_id
    from files
    inner join listings
        on files.source || '__' || files.feed = listings.feed
        and files.business_date > listings.file_day
        and files.business_date <= coalesce(listings.next_full_day, files.business_date)
)

select file_id from final
