{#- Tests of one column, row by row: each returns the rows that break the expectation. -#}

{% macro rows_that_break(model, expectation, row_condition, passes_if_null) %}
select *
from {{ model }}
where
    not coalesce({{ expectation }}, {{ passes_if_null }})
    {% if row_condition %}and ({{ row_condition }}){% endif %}
{% endmacro %}

{% macro within(value, min_value, max_value, strictly) %}
    {%- set or_equal = "" if strictly else "=" -%}
    {%- if min_value is none and max_value is none -%}
        {{ exceptions.raise_compiler_error("dbt_expectations: give min_value, max_value or both") }}
    {%- endif -%}
    (
        {{ value ~ " >" ~ or_equal ~ " " ~ min_value if min_value is not none else "true" }}
        and {{ value ~ " <" ~ or_equal ~ " " ~ max_value if max_value is not none else "true" }}
    )
{%- endmacro %}

{% macro literals(value_set, quote_values) %}
    {%- for value in value_set -%}
        {{ "'" ~ (value | string | replace("'", "''")) ~ "'" if quote_values else value }}{{ ", " if not loop.last }}
    {%- endfor -%}
{% endmacro %}

{#- A null is in no set: it breaks the expectation. -#}
{% test expect_column_values_to_be_in_set(model, column_name, value_set, quote_values=True, row_condition=None) %}
    {%- set values = dbt_expectations.literals(value_set, quote_values) -%}
    {{ dbt_expectations.rows_that_break(model, column_name ~ " in (" ~ values ~ ")", row_condition, "false") }}
{% endtest %}

{#- Both bounds belong to the range unless `strictly`; a null passes. -#}
{% test expect_column_values_to_be_between(
    model, column_name, min_value=None, max_value=None, row_condition=None, strictly=False
) %}
    {%- set within = dbt_expectations.within(column_name, min_value, max_value, strictly) -%}
    {{ dbt_expectations.rows_that_break(model, within, row_condition, "true") }}
{% endtest %}

{#- The expression may match anywhere in the text; a null matches nothing and breaks the expectation. `is_raw` concerns
    engines with raw literals, of which Postgres and Spark are none. -#}
{% test expect_column_values_to_match_regex(
    model, column_name, regex, row_condition=None, is_raw=False, flags=""
) %}
    {%- set options = ", '" ~ flags ~ "'" if flags else "" -%}
    {%- set matches = "regexp_like(" ~ column_name ~ ", '" ~ (regex | replace("'", "''")) ~ "'" ~ options ~ ")" -%}
    {{ dbt_expectations.rows_that_break(model, matches, row_condition, "false") }}
{% endtest %}
