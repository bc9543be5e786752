{#- How many days dim_date reaches back from the latest sale. A macro, so that a unit test can make it short. -#}
{% macro longest_calendar() -%} {{- return(30 * 366) -}} {%- endmacro %}

{#- Whether a time, as the shop wrote it, has an hour: a day without one is written as its midnight. -#}
{% macro is_hour_known(at) -%} {{ at }} <> {{ dbt.date_trunc("day", at) }} {%- endmacro %}

{#- An amount of a day beside the calendar: 0 on a day on which nothing was sold. `days` is the left-joined side. -#}
{% macro zero_on_empty_day(amount, days) -%}
    cast(case when {{ days }}.date_id is null then 0 else {{ amount }} end as numeric(18, 4))
{%- endmacro %}
