{#- What gates compare sums by: the key that two steps share, from whichever has it, and their join. -#}
{% macro market_day_key() -%} {{- return(["source", "market", "date_id", "currency_code"]) -}} {%- endmacro %}

{% macro market_day_of_either(left, right) -%}
    {%- for column in market_day_key() -%}
    coalesce({{ left }}.{{ column }}, {{ right }}.{{ column }}) as {{ column }} {{- ",\n    " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro full_join_by_market_day(left, right) -%}
    {{ left }}
full join {{ right }}
    on
    {%- for column in market_day_key() %}
        {{ "and " if not loop.first }}{{ left }}.{{ column }} = {{ right }}.{{ column }}
    {%- endfor -%}
{%- endmacro %}
