{#- The rows of all logs that are not accepted. -#}
{% macro unaccepted_rows(file_ids) -%}
    {%- for log in checked_feeds() %}
    select
        file_id,
        attempt,
        source_row,
        rule_codes
    from {{ ref(log) }}
    where not is_accepted {{ "and file_id in (" ~ file_ids ~ ")" if is_incremental() }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
