{#-
    The accepted rows of marketplaces and app on these days that no other row replaces, told without the macro that
    resolves them: of a marketplace's order the lines of its greatest file, of an app's order the greatest row.
-#}
{% macro counted_rows(days) -%}
{% for log, places in [
    ("chk_markets__orders", ["path", "content_key"]),
    ("chk_app__orders", ["ordered_at", "path", "content_key", "source_row"]),
] -%}
{{ log }}_visible as (
    select
        judged.*,
        files.path,
        files.content_key
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id and judged.attempt = files.attempt
    where judged.is_accepted and files.is_visible
),

{{ log }}_counted as (
    select
        present.*,
        row_number() over (partition by present.order_id order by present.source_row) as line_number
    from {{ log }}_visible as present
    where
        {{ on_days("present.order_date", days) }}
        and not exists (
            select 1
            from {{ log }}_visible as greater
            where
                greater.order_id = present.order_id
                and (greater.{{ places | join(", greater.") }}) > (present.{{ places | join(", present.") }})
        )
),

{% endfor -%}
{%- endmacro %}
