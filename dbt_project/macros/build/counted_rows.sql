{#-
    For the gates: the accepted rows of a shop on the days in question that no other row replaces, told without the models
    that resolve them. An invoice line is replaced by none; of a marketplace's order the lines of its greatest file count,
    of any other order the greatest row.
-#}
{% macro counted_rows(log, whole_history) -%}
{%- set day = feeds()[log[4:]].sales_day -%}
    {%- set greatest = {
        "chk_storefront__orders": ["known_at", "business_date", "path", "content_key", "source_row"],
        "chk_markets__orders": ["path", "content_key"],
        "chk_app__orders": ["ordered_at", "path", "content_key", "source_row"],
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
        {{ in_question("present." ~ day, whole_history, key="sales_date") }}
{%- if greatest %}
        and not exists (
            select 1
            from visible as greater
            where
                greater.order_id = present.order_id
                and (greater.{{ greatest | join(", greater.") }}) > (present.{{ greatest | join(", present.") }})
        )
{%- endif %}
),
{%- endmacro %}
