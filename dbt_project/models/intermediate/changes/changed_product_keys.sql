-- Products that came, left, or moved in what the facts take from them.
with changed as (
    select * from {{ ref("changed_products") }}
),

known as (
    select * from {{ ref("int_products") }}
),

published as (
    {{ published_interval() }}
),

final as (
    select known.product_id
    from known
    inner join published on known.changed_seq > published.change_seq
    union all
    select changed.product_id
    from changed
    left join known on changed.product_id = known.product_id
    where known.product_id is null
)

select product_id from final
