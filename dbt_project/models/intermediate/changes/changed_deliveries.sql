-- Deliveries that a file of the interval speaks of.
with files as (
    select * from {{ ref("changed_files") }}
),

judged as (
    select * from {{ ref("chk_markets__deliveries") }}
),

final as (
    select distinct judged.delivery_id
    from judged
    inner join files on judged.file_id = files.file_id
    where judged.delivery_id is not null
)

select delivery_id from final
