{#- Before 1970 no shop traded electronically: such a date is a slip of the pen, not one to build a calendar from. -#}
{% macro is_before_trade(timestamp) -%} {{ timestamp }} < cast('1970-01-01' as {{ dbt.type_timestamp() }}) {%- endmacro %}
