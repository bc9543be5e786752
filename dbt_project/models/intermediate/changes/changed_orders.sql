-- Orders whose rows in the facts this build redoes: the restated ones, and those of the time for which a customer or
-- product has another version than before.
with restated as (
    select * from {{ ref("restated_orders") }}
),

final as (
    select order_id from restated
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
