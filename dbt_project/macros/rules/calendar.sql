{#- How many days dim_date reaches back from the latest sale. A macro, so that a unit test can make it short. -#}
{% macro longest_calendar() -%} {{- return(30 * 366) -}} {%- endmacro %}

{#- An amount of a day beside the calendar: 0 on a day on which nothing was sold. `days` is the left-joined side. -#}
{% macro zero_on_empty_day(amount, days) -%}
    cast(case when {{ days }}.date_id is null then 0 else {{ amount }} end as numeric(18, 4))
{%- endmacro %}

{#- Change of a measure on the row before, in the window `by_day`, as a rate; null where there is nothing to compare. -#}
{% macro change_rate(measure) -%}
    cast(
        cast({{ measure }} - lag({{ measure }}) over by_day as numeric(18, 4))
        / nullif(abs(lag({{ measure }}) over by_day), 0) as numeric(18, 6)
    )
{%- endmacro %}
