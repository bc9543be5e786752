-- Fails if a key is there although no accepted row of a visible file speaks of it, is missing although one does, or is
-- there twice. Of an order that is resolved into lines, line 1 stands for it. Does not assert that the right row won.
{% test every_key_is_resolved_once(model, log, key, has_lines=false, whole_history=false) %}

with keys as (
    select distinct {{ key }} as key_id
    from {{ ref(log) }}
    where {{ key }} is not null and {{ in_question("file_id", whole_history) }}
),

states as (
    select
        keys.key_id,
        exists(
            select 1
            from {{ ref(log) }} as judged
            inner join {{ ref("stg_ops__files") }} as files
                on judged.file_id = files.file_id and judged.attempt = files.attempt
            where keys.key_id = judged.{{ key }} and judged.is_accepted and files.is_visible
        ) as is_expected
    from keys
),

counted as (
    select
        states.key_id,
        case when states.is_expected then 1 else 0 end as expected_count,
        count(resolved.{{ key }}) as row_count
    from states
    left join {{ model }} as resolved
        on states.key_id = resolved.{{ key }} {{- " and resolved.line_number = 1" if has_lines }}
    group by states.key_id, states.is_expected
)

select
    '{{ log[4:] }}: ' || key_id || ' has ' || row_count || ' rows in {{ model.identifier }}, accepted rows ask for '
    || expected_count as finding
from counted
where row_count <> expected_count
order by finding

{% endtest %}
