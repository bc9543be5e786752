-- Per file and column of its log, how many rows there are, how many have a value, and how many values there are of a
-- key: what is known of the quality of a file is counted once.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with
{% for feed, entry in feeds().items() -%}
{% set columns = measured_columns("chk_" ~ feed) -%}
{{ feed }} as (
    select
        file_id,
        attempt,
        {% for column in columns -%} count({{ column }}) as {{ column }}_count, {% endfor %}
        {{ "count(distinct " ~ entry.key ~ ") as key_count," if entry.key }}
        count(*) as row_count
    from {{ ref("chk_" ~ feed) }}
    where {{ changed_only("file_id") }}
    group by file_id, attempt
),

{% endfor -%}
final as (
    {% for feed, entry in feeds().items() -%}
    {% for column in measured_columns("chk_" ~ feed) -%}
    select
        file_id,
        attempt,
        'chk_{{ feed }}' as table_name,
        '{{ column }}' as column_name,
        row_count,
        {{ column }}_count as filled_count,
        {{ "key_count" if column == entry.key else "cast(null as " ~ dbt.type_bigint() ~ ")" }} as distinct_count
    from {{ feed }}
    {{ "union all" if not loop.last }}
    {% endfor -%}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from final
