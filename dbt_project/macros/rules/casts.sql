{#- Blanks around it aside, is this one of the ways to say nothing? -#}
{% macro null_if_marker(text) -%}
    {%- set expression = namespace(sql="btrim(" ~ text ~ ")") -%}
    {%- for marker in ["", "-", "NULL", "null", "Null", "NA", "na", "N/A", "n/a"] -%}
        {%- set expression.sql = "nullif(" ~ expression.sql ~ ", '" ~ marker ~ "')" -%}
    {%- endfor -%}
    {{ expression.sql }}
{%- endmacro %}

{#- A code or number that names something, as written, but without what a spreadsheet makes of a number. -#}
{% macro safe_code(text) -%}
    coalesce(
        case when {{ text }} like '%.0' or upper({{ text }}) like '%E+%' then {{ safe_integer_id(text) }} end,
        {{ null_if_marker(text) }}
    )
{%- endmacro %}

{#- Before 1970 no shop traded electronically: such a date is a slip of the pen, not one to build a calendar from. -#}
{% macro is_before_trade(timestamp) -%} {{ timestamp }} < cast('1970-01-01' as {{ dbt.type_timestamp() }}) {%- endmacro %}
