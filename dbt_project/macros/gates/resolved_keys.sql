{#-
    Keys that are present although no visible accepted row speaks of them, or absent although one does. So the rows of a
    feed are those that are rejected, those that a later row of the same key replaced, and those that are present.
-#}
{% macro resolved_keys(file_ids=none) -%}
with files as (
    select * from {{ ref("stg_ops__files") }}
),

{% for entity in ["order", "customer", "product"] -%}
{% set key = entity ~ "_id" %}
{{ entity }}_keys as (
    select distinct {{ key }}
    from {{ ref("chk_storefront__" ~ entity ~ "s") }}
    where {{ key }} is not null {{ "and file_id in (" ~ file_ids ~ ")" if file_ids }}
),

{{ entity }}_states as (
    select
        {{ natural_key("'storefront'", entity ~ "_keys." ~ key) }} as key_id,
        coalesce(bool_or(judged.is_accepted and files.is_visible), false) as is_expected
    from {{ entity }}_keys
    inner join {{ ref("chk_storefront__" ~ entity ~ "s") }} as judged on {{ entity }}_keys.{{ key }} = judged.{{ key }}
    left join files on judged.file_id = files.file_id and judged.attempt = files.attempt
    group by {{ entity }}_keys.{{ key }}
),

{% endfor -%}
final as (
    {% for entity in ["order", "customer", "product"] -%}
    select
        '{{ entity }}' as entity,
        {{ entity }}_states.key_id,
        {{ entity }}_states.is_expected,
        count(resolved.{{ entity }}_id) as row_count
    from {{ entity }}_states
    left join {{ ref("int_storefront__" ~ entity ~ "s") }} as resolved
        on {{ entity }}_states.key_id = resolved.{{ entity }}_id
    group by {{ entity }}_states.key_id, {{ entity }}_states.is_expected
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from final
where row_count <> case when is_expected then 1 else 0 end
{%- endmacro %}
