-- Fails if the version that holds now says something else than the row that counts, or if one of the two is missing.
-- Does not assert since when it holds, nor what was said before.
{% test last_versions_are_current(model, current, key, columns, whole_history=false) %}

with versions as (
    select * from {{ model }}
    where dbt_valid_to is null and {{ in_question(key, whole_history) }}
),

rows_that_count as (
    select * from {{ ref(current) }}
    where {{ in_question(key, whole_history) }}
),

compared as (
    select
        coalesce(versions.{{ key }}, rows_that_count.{{ key }}) as key_id,
        versions.{{ key }} is null or rows_that_count.{{ key }} is null as is_missing,
        concat_ws(', ' {%- for column in columns %}, coalesce(cast(versions.{{ column }} as {{ dbt.type_string() }}), '-') {%- endfor %}) as last_said,
        concat_ws(', ' {%- for column in columns %}, coalesce(cast(rows_that_count.{{ column }} as {{ dbt.type_string() }}), '-') {%- endfor %}) as counts
    from versions
    full join rows_that_count on versions.{{ key }} = rows_that_count.{{ key }}
)

select key_id || ': {{ columns | join(", ") }} are ' || counts || '; the last version says ' || last_said as finding
from compared
where is_missing or last_said <> counts
order by finding

{% endtest %}
