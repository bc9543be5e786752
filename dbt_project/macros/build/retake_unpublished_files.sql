{#-
    Pre-hook of a log: what a build that was not published took of the files of this interval goes, so that it is taken in
    again. It may be the very thing that a gate complained of, and be mended by now.
-#}
{% macro retake_unpublished_files() -%}
    {%- set changes = ref("changed_files") if is_incremental() or not execute -%}
    {%- if is_incremental() -%}
    delete from {{ this }} as logged
    where
        {{ adapter.dispatch("is_in_set")("logged.file_id", "select file_id from " ~ changes ~ " where is_visible") }}
        and logged.attempt = (select files.attempt from {{ changes }} as files where files.file_id = logged.file_id)
    {%- endif -%}
{%- endmacro %}
