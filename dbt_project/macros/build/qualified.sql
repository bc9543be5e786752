{#- Columns of one step, each with its name before it. -#}
{% macro qualified(step, columns) -%}
    {{ step }}.{{ columns | join(",\n        " ~ step ~ ".") }}
{%- endmacro %}
