-- Orders whose rows in the facts this build redoes: the restated ones, those of the time for which a customer or
-- product has another version than before, and those of a day on which other lines are in doubt now. A key that is
-- unknown since is in the set of its kind and has no version.
with restated as (
    select * from {{ ref("restated_orders") }}
),

published as (
    {{ published_interval() }}
),

{% for entity in ["customer", "product"] -%}
moved_{{ entity }}s as (
    select
        versions.{{ entity }}_id,
        versions.moved_from,
        versions.effective_to
    from {{ ref("int_" ~ entity ~ "s") }} as versions
    inner join published on versions.moved_seq > published.change_seq
    union all
    select
        changed.{{ entity }}_id,
        {{ start_of_time() }} as moved_from,
        {{ end_of_time() }} as effective_to
    from {{ ref("changed_" ~ entity ~ "s") }} as changed
    left join {{ ref("int_" ~ entity ~ "s") }} as known on changed.{{ entity }}_id = known.{{ entity }}_id
    where known.{{ entity }}_id is null
),

{% endfor -%}
moved_days as (
    select days.sales_date
    from {{ ref("int_doubtful_days") }} as days
    inner join published on days.changed_seq > published.change_seq
),

final as (
    select order_id from restated
    {%- for feed, entry in feeds().items() if entry.sales_day %}
    union
    select judged.order_id
    from {{ ref("chk_" ~ feed) }} as judged
    where
        judged.is_accepted
        and {{ adapter.dispatch("is_in_set")("judged." ~ entry.sales_day, "select sales_date from moved_days") }}
    {%- endfor %}
    {%- for entry in feeds().values() %}
    {%- for entity, (resolved, first_at, last_at) in (entry.orders_of or {}).items() %}
    union
    select orders.order_id
    from {{ ref(resolved) }} as orders
    inner join moved_{{ entity }}s as moved
        on orders.{{ entity }}_id = moved.{{ entity }}_id
        and orders.{{ last_at }} >= moved.moved_from
        and orders.{{ first_at }} < moved.effective_to
    {%- endfor %}
    {%- endfor %}
)

select order_id from final
