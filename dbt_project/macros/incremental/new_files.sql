{#-
    The condition by which a checked log takes in files: those of the interval that are visible. A log only grows: rows of a
    file that is gone stay, so what it spoke of can be found. None is taken in twice, however often a build is repeated:
    see retake_unpublished_files.
-#}
{% macro new_files() -%}
    {%- set changes = ref("changed_files") if is_incremental() or not execute -%}
    {%- if is_incremental() -%} {{ adapter.dispatch("is_in_set")("file_id", "select file_id from " ~ changes ~ " where is_visible") }}
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}
