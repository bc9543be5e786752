-- For which time events of a product take another version than before, or one of which facts and sums take something
-- that moved. One that no file speaks of any more is in the set of products and has no version.
with changed as (
    select * from {{ ref("changed_products") }}
),

versions as (
    select * from {{ ref("int_products") }}
),

published as (
    {{ published_interval() }}
),

final as (
    select
        versions.product_id,
        versions.moved_from,
        versions.effective_to as moved_until
    from versions
    inner join published on versions.moved_seq > published.change_seq
    union all
    select
        changed.product_id,
        {{ start_of_time() }} as moved_from,
        {{ end_of_time() }} as moved_until
    from changed
    left join versions on changed.product_id = versions.product_id
    where versions.product_id is null
)

select
    product_id,
    moved_from,
    moved_until
from final
