-- Per file and column of its log, how many rows there are, how many have a value, and how many values there are of a key:
-- what is known of the quality of a file is counted once.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with counted as (
    {% for feed, entry in feeds().items() -%}
    {% set columns = measured_columns("chk_" ~ feed) -%}
    select
        judged.file_id,
        judged.attempt,
        'chk_{{ feed }}' as table_name,
        names.column_name,
        judged.row_count,
        case names.column_name
            {%- for column in columns %} when '{{ column }}' then judged.{{ column }}_count {%- endfor %}
        end as filled_count,
        {% if entry.key -%} case when names.column_name = '{{ entry.key }}' then judged.key_count end
        {%- else -%} cast(null as {{ dbt.type_bigint() }}) {%- endif %} as distinct_count
    from (
        select
            file_id,
            attempt,
            {% for column in columns -%} count({{ column }}) as {{ column }}_count, {% endfor %}
            {{ "count(distinct " ~ entry.key ~ ") as key_count," if entry.key }}
            count(*) as row_count
        from {{ ref("chk_" ~ feed) }}
        where {{ changed_only("file_id") }}
        group by file_id, attempt
    ) as judged
    cross join (
        {%- for column in columns %}
        select '{{ column }}' as column_name {{ "union all" if not loop.last }} {%- endfor %}
    ) as names
    {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        file_id,
        attempt,
        table_name,
        column_name,
        row_count,
        filled_count,
        distinct_count
    from counted
)

select * from final
