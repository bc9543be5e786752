{#- A file version that returns to view (its successor was withdrawn) is in the log already; it is not judged again. -#}
{% macro unless_judged(file_ids) -%}
    {%- if is_incremental() -%}
    where
        not exists (
            select 1
            from (select distinct file_id, attempt from {{ this }} where file_id in ({{ file_ids }})) as known
            where known.file_id = judged.file_id and known.attempt = judged.attempt
        )
    {%- endif -%}
{%- endmacro %}

{#- Before this, a date in a shop's file is a slip of the pen: no shop traded electronically. -#}
{% macro earliest_timestamp() -%} cast('1970-01-01' as {{ dbt.type_timestamp() }}) {%- endmacro %}
