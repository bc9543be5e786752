{#- Conditions on the days that a macro found: none means every day, an empty list no day. -#}
{% macro on_days(column, days) -%}
    {%- if days is none -%} true
    {%- elif not days -%} false
    {%- else -%} {{ column }} in (cast('{{ days | join("' as date), cast('") }}' as date))
    {%- endif -%}
{%- endmacro %}

{% macro on_date_ids(column, days) -%}
    {%- if days is none -%} true
    {%- elif not days -%} false
    {%- else -%} {{ column }} in ({{ days | join(", ") | replace("-", "") }})
    {%- endif -%}
{%- endmacro %}
