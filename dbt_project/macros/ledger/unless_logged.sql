{#-
    `where` clause of a log: a file version that returns to view (its successor was withdrawn) is in the log already and
    is not written again.
-#}
{% macro unless_logged(file_ids, rows) -%}
    {%- if is_incremental() -%}
    where
        not exists (
            select 1
            from (select distinct file_id, attempt from {{ this }} where file_id in ({{ file_ids }})) as logged
            where logged.file_id = {{ rows }}.file_id and logged.attempt = {{ rows }}.attempt
        )
    {%- endif -%}
{%- endmacro %}
