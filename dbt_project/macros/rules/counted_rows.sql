{#-
    For the gates: the accepted rows of a shop on the days in question that no other row replaces, told without the models
    that resolve them. An invoice line is replaced by none; of a marketplace's order the lines of its greatest file count,
    of any other order the greatest row.
-#}
{% macro counted_rows(log, whole_history) -%}
    {%- set day = sales_logs()[log] -%}
    {%- set greatest = {
        "chk_storefront__orders": ["known_at", "business_date", "path", "content_key", "source_row"],
        "chk_markets__orders": ["path", "content_key"],
        "chk_app__orders": ["ordered_at", "business_date", "path", "content_key", "source_row"],
    }.get(log) -%}
visible as (
    {{ accepted_rows(log) }}
),

counted as (
    select
        present.*,
        present.{{ day }} as sales_day,
        row_number() over (partition by present.order_id order by present.source_row) as line_number
    from visible as present
    where
        {{ in_question_by_day("present." ~ day, whole_history) }}
        {%- if greatest %}
        and not exists (
            select 1
            from visible as greater
            where
                greater.order_id = present.order_id
                and ({{ sortable("greater", greatest) }}) > ({{ sortable("present", greatest) }})
        )
        {%- endif %}
),
{%- endmacro %}

{#- Columns to compare rows by; the day of a file is null for all files of a shop, or for none. -#}
{% macro sortable(rows, columns) -%}
    {%- for column in columns -%}
    {{ "coalesce(" ~ rows ~ ".business_date, date '1900-01-01')" if column == "business_date" else rows ~ "." ~ column }}
    {{- ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The same condition as in_question, for a column that holds the day as a date. -#}
{% macro in_question_by_day(column, whole_history) -%}
    {%- set days = ref("changed_days") -%}
    {%- if whole_history or is_rebuilding() -%} true
    {%- else -%} {{ is_in_set(column, "select sales_date from " ~ days) }}
    {%- endif -%}
{%- endmacro %}
