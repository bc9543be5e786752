{#-
    Last step of int_customers and int_products: `located` (what is known now) for every touched member, with the two
    ledger marks. `watched` are the columns by whose change facts and the sums of their days are built again. In a full
    build everything has changed.
-#}
{% macro follow_members(entity, watched, attributes) -%}
    {%- set id = entity ~ "_id" -%}
    {%- set now -%} (select coalesce(max(change_seq), 0) from {{ ref("stg_ops__files") }}) {%- endset -%}
    {%- if is_incremental() %}
    select
        touched.{{ id }},
        {{ hash_key("touched." ~ id) }} as {{ entity }}_key,
        located.{{ id }} is not null as is_present,
        {% for column in watched + attributes %} located.{{ column }}, {% endfor %}
        {{ now }} as touched_seq,
        case
            when
                previous.{{ id }} is null
                or (located.{{ id }} is not null) <> previous.is_present
                {% for column in watched %} or (previous.{{ column }} is distinct from located.{{ column }}) {% endfor %}
                then {{ now }}
            else previous.changed_seq
        end as changed_seq
    from touched
    left join located on touched.{{ id }} = located.{{ id }}
    left join {{ this }} as previous on touched.{{ id }} = previous.{{ id }}
    {%- else %}
    select
        {{ id }},
        {{ hash_key(id) }} as {{ entity }}_key,
        true as is_present,
        {% for column in watched + attributes %} {{ column }}, {% endfor %}
        {{ now }} as touched_seq,
        {{ now }} as changed_seq
    from located
    {%- endif %}
{%- endmacro %}
