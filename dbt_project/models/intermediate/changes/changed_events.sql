-- Events of the mobile shop that a file of the interval speaks of, and those about a product that came, left or
-- moved.
with files as (
    select * from {{ ref("changed_files") }}
),

products as (
    select * from {{ ref("changed_product_keys") }}
),

judged as (
    select * from {{ ref("chk_app__events") }}
),

final as (
    select judged.event_id
    from judged
    inner join files on judged.file_id = files.file_id
    where judged.event_id is not null
    union
    select judged.event_id
    from judged
    inner join products on judged.product_id = products.product_id
    where judged.event_id is not null
)

select event_id from final
