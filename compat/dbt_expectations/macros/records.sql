{#- Tests of several columns of a row, and of whole tables. -#}

{#- A pair with a null on either side passes. -#}
{% test expect_column_pair_values_A_to_be_greater_than_B(
    model, column_A, column_B, or_equal=False, row_condition=None
) %}
    {%- set greater = column_A ~ (" >= " if or_equal else " > ") ~ column_B -%}
    {{ dbt_expectations.rows_that_break(model, greater, row_condition, "true") }}
{% endtest %}

{#- Returns each combination that occurs more than once. `ignore_row_if` is all_values_are_missing, any_value_is_missing
    or never. -#}
{% test expect_compound_columns_to_be_unique(
    model, column_list, quote_columns=False, ignore_row_if="all_values_are_missing", row_condition=None
) %}
    {%- set columns = [] -%}
    {%- for column in column_list -%}
        {%- do columns.append(adapter.quote(column) if quote_columns else column) -%}
    {%- endfor -%}
    {%- set together = {"all_values_are_missing": " or ", "any_value_is_missing": " and "} -%}
    {%- if ignore_row_if != "never" and ignore_row_if not in together -%}
        {{ exceptions.raise_compiler_error("dbt_expectations: unknown ignore_row_if: " ~ ignore_row_if) }}
    {%- endif %}
select
    {{ columns | join(", ") }},
    count(*) as row_count
from {{ model }}
where
    {{ "(" ~ row_condition ~ ")" if row_condition else "true" }}
    {% if ignore_row_if != "never" -%}
    and ({{ columns | join(" is not null" ~ together[ignore_row_if]) }} is not null)
    {%- endif %}
group by {{ columns | join(", ") }}
having count(*) > 1
{% endtest %}

{#- Compares numbers of rows, whole or per group; a group that only one side has differs from 0. -#}
{% test expect_table_row_count_to_equal_other_table(
    model, compare_model, group_by=None, compare_group_by=None, factor=1, row_condition=None, compare_row_condition=None
) %}
    {%- set own = group_by or ["1"] -%}
    {%- set others = compare_group_by or own -%}
with counts as (
    select {% for column in own %}{{ column }} as group_{{ loop.index }}, {% endfor %}count(*) as own_rows, 0 as other_rows
    from {{ model }}
    where {{ row_condition or "true" }}
    group by {{ range(1, own | length + 1) | join(", ") }}
    union all
    select {% for column in others %}{{ column }} as group_{{ loop.index }}, {% endfor %}0 as own_rows, count(*) as other_rows
    from {{ compare_model }}
    where {{ compare_row_condition or "true" }}
    group by {{ range(1, others | length + 1) | join(", ") }}
)

select
    {% for column in own %}group_{{ loop.index }}, {% endfor %}
    sum(own_rows) as own_rows,
    sum(other_rows) * {{ factor }} as expected_rows
from counts
group by {{ range(1, own | length + 1) | join(", ") }}
having sum(own_rows) != sum(other_rows) * {{ factor }}
{% endtest %}
