{% macro default__is_in_set(column, query) -%} {{ column }} in ({{ query }}) {%- endmacro %}
