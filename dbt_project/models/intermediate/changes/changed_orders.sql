-- Orders whose rows in the facts this build redoes: the restated ones, and those of a customer or product that came,
-- left, or moved in what the facts take from it. An invoice of the gift shop brings its customer and products along.
with restated as (
    select * from {{ ref("restated_orders") }}
),

published as (
    {{ published_interval() }}
),

{% for member, others in [("customer", "changed_customers"), ("product", "changed_products")] -%}
{% set members = "int_" ~ member ~ "s" -%}
moved_{{ member }}s as (
    select members.{{ member }}_id
    from {{ ref(members) }} as members
    inner join published on members.changed_seq > published.change_seq
    union all
    select changed.{{ member }}_id
    from {{ ref(others) }} as changed
    left join {{ ref(members) }} as members on changed.{{ member }}_id = members.{{ member }}_id
    where members.{{ member }}_id is null
),

{% endfor -%}
final as (
    select order_id from restated
    {%- for resolved in ["int_storefront__orders", "int_markets__order_lines", "int_app__order_lines"] %}
    {%- for member in ["customer", "product"] %}
    union
    select orders.order_id
    from {{ ref(resolved) }} as orders
    inner join moved_{{ member }}s on orders.{{ member }}_id = moved_{{ member }}s.{{ member }}_id
    {%- endfor %}
    {%- endfor %}
)

select order_id from final
