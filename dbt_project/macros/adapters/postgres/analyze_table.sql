{% macro postgres__analyze_table(relation) -%} analyze {{ relation }} {%- endmacro %}
