{#- The first of the ten days that a date is in; they are counted from 1970-01-01 on. -#}
{% macro window_start(date) -%}
    {%- set epoch = "cast('1970-01-01' as date)" -%}
    {%- set tens = "cast(floor(" ~ dbt.datediff(epoch, date, "day") ~ " / 10.0) as integer)" -%}
    cast({{ dbt.dateadd("day", "10 * " ~ tens, epoch) }} as date)
{%- endmacro %}
