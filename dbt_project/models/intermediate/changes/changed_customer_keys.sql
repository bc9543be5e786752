-- For which time events of a customer take another version than before, as changed_product_keys.
with changed as (
    select * from {{ ref("changed_customers") }}
),

versions as (
    select * from {{ ref("int_customers") }}
),

published as (
    {{ published_interval() }}
),

final as (
    select
        versions.customer_id,
        versions.moved_from,
        versions.effective_to as moved_until
    from versions
    inner join published on versions.moved_seq > published.change_seq
    union all
    select
        changed.customer_id,
        {{ start_of_time() }} as moved_from,
        {{ end_of_time() }} as moved_until
    from changed
    left join versions on changed.customer_id = versions.customer_id
    where versions.customer_id is null
)

select
    customer_id,
    moved_from,
    moved_until
from final
