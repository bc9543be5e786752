{#-
    For the gates: the current rows of a log of orders or of their lines on the days in question, told without the models
    that resolve them. An invoice line stays current; of an order that comes again the rows are that have the greatest
    values of `newest_by` (see the registry). Lines without a day of their own take the day (`sales_day`) and the currency
    of the current row of their order in the log of the `header`.
-#}
{% macro current_rows(log, whole_history) -%}
    {%- set entry = feeds()[log[4:]] -%}
current_rows as (
    select
        present.*,
        {% if entry.header -%} headers.currency_code, headers.sales_day, {%- else -%} present.{{ entry.sales_day }} as sales_day, {%- endif %}
        row_number() over (partition by present.order_id order by present.source_row) as line_number
    from ({{ accepted_rows(log) }}) as present
    {%- if entry.header %}
    {%- set header = feeds()[entry.header] %}
    inner join (
        select
            present.order_id,
            present.currency_code,
            present.{{ header.sales_day }} as sales_day
        from ({{ accepted_rows("chk_" ~ entry.header) }}) as present
        where
            {{ in_question("present." ~ header.sales_day, whole_history, key="sales_date") }}
            {{ and_is_newest("chk_" ~ entry.header, header.newest_by) }}
    ) as headers on present.order_id = headers.order_id
    where
        true
    {%- else %}
    where
        {{ in_question("present." ~ entry.sales_day, whole_history, key="sales_date") }}
    {%- endif %}
        {{ and_is_newest(log, entry.newest_by) }}
),
{%- endmacro %}

{#- That no accepted row of the same order has greater values; nothing is asked where rows do not replace each other. -#}
{% macro and_is_newest(log, newest_by) -%}
    {%- if newest_by -%}
        and not exists (
            select 1
            from ({{ accepted_rows(log) }}) as newer
            where
                newer.order_id = present.order_id
                and (newer.{{ newest_by | join(", newer.") }}) > (present.{{ newest_by | join(", present.") }})
        )
    {%- endif -%}
{%- endmacro %}
