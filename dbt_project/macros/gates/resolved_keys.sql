{#- The models with one row per key, each with the log it is resolved from and the key there. -#}
{% macro resolved_models() -%}
    {{ return([
        {"model": "int_storefront__orders", "log": "chk_storefront__orders", "key": "order_id", "prefix": "storefront:"},
        {"model": "int_storefront__customers", "log": "chk_storefront__customers", "key": "customer_id", "prefix": "storefront:"},
        {"model": "int_storefront__products", "log": "chk_storefront__products", "key": "product_id", "prefix": "storefront:"},
        {"model": "int_storefront__inventory", "log": "chk_storefront__inventory", "key": "inventory_level_id", "prefix": ""},
        {"model": "int_markets__orders", "log": "chk_markets__orders", "key": "order_id", "prefix": ""},
        {"model": "int_markets__customers", "log": "chk_markets__customers", "key": "customer_id", "prefix": ""},
        {"model": "int_markets__products", "log": "chk_markets__orders", "key": "product_id", "prefix": ""},
        {"model": "int_deliveries", "log": "chk_markets__deliveries", "key": "delivery_id", "prefix": ""},
        {"model": "int_app__orders", "log": "chk_app__orders", "key": "order_id", "prefix": ""},
        {"model": "int_app__products", "log": "chk_app__inventory", "key": "product_id", "prefix": ""},
        {"model": "int_app__inventory", "log": "chk_app__inventory", "key": "inventory_level_id", "prefix": ""},
        {"model": "int_events", "log": "chk_app__events", "key": "event_id", "prefix": ""},
    ]) }}
{%- endmacro %}

{#-
    Keys that are present although no visible accepted row speaks of them, or absent although one does. So the rows of a
    feed are those that are rejected, those that another row of the same key replaced, and those that are present.
-#}
{% macro resolved_keys(file_ids=none) -%}
with
{% for entity in resolved_models() -%}
keys_{{ loop.index }} as (
    select distinct {{ entity.key }} as key_id
    from {{ ref(entity.log) }}
    where {{ entity.key }} is not null {{ "and file_id in (" ~ file_ids ~ ")" if file_ids }}
),

states_{{ loop.index }} as (
    select
        '{{ entity.prefix }}' || keys.key_id as key_id,
        exists(
            select 1
            from {{ ref(entity.log) }} as judged
            inner join {{ ref("stg_ops__files") }} as files
                on judged.file_id = files.file_id and judged.attempt = files.attempt
            where keys.key_id = judged.{{ entity.key }} and judged.is_accepted and files.is_visible
        ) as is_expected
    from keys_{{ loop.index }} as keys
),

{% endfor -%}
final as (
    {% for entity in resolved_models() -%}
    select
        '{{ entity.model }}' as model,
        states.key_id,
        states.is_expected,
        count(resolved.{{ entity.key }}) as row_count
    from states_{{ loop.index }} as states
    left join {{ ref(entity.model) }} as resolved on states.key_id = resolved.{{ entity.key }}
    group by states.key_id, states.is_expected
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from final
where row_count <> case when is_expected then 1 else 0 end
{%- endmacro %}
