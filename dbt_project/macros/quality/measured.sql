{#- The columns of a log that hold what the shop said, as its documentation lists them. -#}
{% macro measured_columns(log) -%}
    {%- set technical = ["file_id", "attempt", "source_row", "batch_date", "is_accepted", "rule_codes"] -%}
    {%- set node = graph.nodes.get("model." ~ project_name ~ "." ~ log) if execute -%}
    {{ return(node.columns.keys() | reject("in", technical) | list if node else ["source_row"]) }}
{%- endmacro %}

{#- Per file and column, how many rows there are, how many have a value, and how many values there are of a key. -#}
{% macro filled_columns(file_ids) -%}
    {%- for log, feed in checked_feeds().items() %}
    {%- set columns = measured_columns(log) %}
    select
        judged.file_id,
        judged.attempt,
        '{{ log }}' as table_name,
        names.column_name,
        judged.row_count,
        case names.column_name
            {%- for column in columns %} when '{{ column }}' then judged.{{ column }}_count {%- endfor %}
        end as filled_count,
        {% if feed.key -%} case when names.column_name = '{{ feed.key }}' then judged.key_count end
        {%- else -%} cast(null as {{ dbt.type_bigint() }}) {%- endif %} as distinct_count
    from (
        select
            file_id,
            attempt,
            {% for column in columns -%} count({{ column }}) as {{ column }}_count, {% endfor %}
            {{ "count(distinct " ~ feed.key ~ ") as key_count," if feed.key }}
            count(*) as row_count
        from {{ ref(log) }}
        {{ in_changed_files(file_ids) }}
        group by file_id, attempt
    ) as judged
    cross join (
        {%- for column in columns %} select '{{ column }}' as column_name {{ "union all" if not loop.last }} {%- endfor %}
    ) as names
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Per file, how many rows there are of each list of broken rules. -#}
{% macro broken_rules(file_ids) -%}
    {%- for log in checked_feeds() %}
    select
        file_id,
        attempt,
        '{{ log }}' as table_name,
        rule_codes,
        count(*) as row_count
    from {{ ref(log) }}
    where rule_codes <> '' {{ "and file_id in (" ~ file_ids ~ ")" if is_incremental() }}
    group by file_id, attempt, rule_codes
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The rules of all logs, each with the name of its log. -#}
{% macro rules_of_logs() -%}
    {%- for log, feed in checked_feeds().items() %}
    select
        '{{ log }}' as table_name,
        code,
        column_name,
        dimension
    from {{ ref("dq_rules") }}
    where entity = '{{ feed.entity }}'
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
