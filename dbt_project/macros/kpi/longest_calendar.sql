{#- How many days dim_date reaches back from the latest sale. A macro, so that a unit test can make it short. -#}
{% macro longest_calendar() -%} {{- return(30 * 366) -}} {%- endmacro %}
