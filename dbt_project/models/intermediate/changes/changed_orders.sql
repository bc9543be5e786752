-- Orders whose rows in the facts this build redoes: the restated ones, and those of a customer or product that came,
-- left, or moved in what the facts take from it. An invoice of the gift shop brings its customer and products along.
with restated as (
    select * from {{ ref("restated_orders") }}
),

published as (
    {{ published_interval() }}
),

{% for entity in ["customer", "product"] -%}
moved_{{ entity }}s as (
    select known.{{ entity }}_id
    from {{ ref("int_" ~ entity ~ "s") }} as known
    inner join published on known.changed_seq > published.change_seq
    union all
    select changed.{{ entity }}_id
    from {{ ref("changed_" ~ entity ~ "s") }} as changed
    left join {{ ref("int_" ~ entity ~ "s") }} as known on changed.{{ entity }}_id = known.{{ entity }}_id
    where known.{{ entity }}_id is null
),

{% endfor -%}
final as (
    select order_id from restated
    {%- for entry in feeds().values() %}
    {%- for entity, resolved in (entry.orders_of or {}).items() %}
    union
    select orders.order_id
    from {{ ref(resolved) }} as orders
    inner join moved_{{ entity }}s on orders.{{ entity }}_id = moved_{{ entity }}s.{{ entity }}_id
    {%- endfor %}
    {%- endfor %}
)

select order_id from final
