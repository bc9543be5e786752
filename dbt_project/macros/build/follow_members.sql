{#-
    Last step of int_customers and int_products: `located` (what is known now) for every touched member, with the two
    ledger marks. `watched` are the columns that facts copy. In a full build everything has changed.
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
                before.is_present = (located.{{ id }} is not null)
                {% for column in watched %} and before.{{ column }} is not distinct from located.{{ column }} {% endfor %}
                then before.changed_seq
            else {{ now }}
        end as changed_seq
    from touched
    left join located on touched.{{ id }} = located.{{ id }}
    left join {{ this }} as before on touched.{{ id }} = before.{{ id }}
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
