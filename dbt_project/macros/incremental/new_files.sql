{#-
    The condition by which a checked log takes in files: each version of a visible file once. A log only grows: rows of a
    file that is gone stay, so what it spoke of can be found.
-#}
{% macro new_files() -%}
    {%- set changes = ref("changed_files") if is_incremental() or not execute -%}
    {%- if is_incremental() -%}
    {{ is_in_set("file_id", "select file_id from " ~ changes ~ " as files where is_visible and not exists ("
        ~ "select 1 from " ~ this ~ " as logged where logged.file_id = files.file_id and logged.attempt = files.attempt)") }}
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}
