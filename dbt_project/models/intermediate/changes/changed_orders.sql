-- Orders whose rows in the facts this build redoes: the restated ones, those of the time for which a customer or
-- product has another version than before, and those of which other lines are in doubt now.
with restated as (
    select * from {{ ref("restated_orders") }}
),

published as (
    {{ published_interval() }}
),

doubtful as (
    select orders.order_id
    from {{ ref("int_doubtful_orders") }} as orders
    inner join published on orders.changed_seq > published.change_seq
),

final as (
    select order_id from restated
    union
    select order_id from doubtful
    {%- for entry in feeds().values() %}
    {%- for entity, resolved in (entry.orders_of or {}).items() %}
    {%- set first_at, last_at = (entry.order_times or {}).get(entity, ["ordered_at", "ordered_at"]) %}
    union
    select orders.order_id
    from {{ ref(resolved) }} as orders
    inner join {{ ref("changed_" ~ entity ~ "_keys") }} as moved
        on orders.{{ entity }}_id = moved.{{ entity }}_id
        and orders.{{ last_at }} >= moved.moved_from
        and orders.{{ first_at }} < moved.moved_until
    {%- endfor %}
    {%- endfor %}
)

select order_id from final
