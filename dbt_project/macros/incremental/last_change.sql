{#-
    The ledger change that last moved one of `watched`, the columns that others take from a row: the one the table has for
    the `key` of `row`, unless a watched column differs from what the table has; a row that is new has moved now.
-#}
{% macro last_change(key, row, watched) -%}
    {%- set now -%} (select max(files.change_seq) from {{ ref("stg_ops__files") }} as files) {%- endset -%}
    {%- if is_incremental() -%}
    coalesce(
            (
                select previous.changed_seq
                from {{ this }} as previous
                where previous.{{ key }} = {{ row }}.{{ key }}
                {%- for column in watched %} and previous.{{ column }} is not distinct from {{ row }}.{{ column }} {%- endfor %}
            ),
            {{ now }}
        )
    {%- else -%} {{ now }}
    {%- endif -%}
{%- endmacro %}
