{% macro postgres__local_to_utc(timestamp, time_zone) -%}
    timezone('UTC', timezone('{{ time_zone }}', {{ timestamp }}))
{%- endmacro %}

{% macro postgres__utc_to_local(timestamp, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{% macro postgres__instant_to_utc(instant) -%} timezone('UTC', {{ instant }}) {%- endmacro %}

{% macro postgres__date_id(date) -%} cast(replace(cast({{ date }} as text), '-', '') as integer) {%- endmacro %}

{% macro postgres__hash_key(text) -%}
    cast(cast(('x' || substr(md5({{ text }}), 1, 15)) as bit(60)) as bigint)
{%- endmacro %}

{% macro postgres__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- Texts of a group in one, separated by a comma, in the order of `order_by`; nulls are left out. -#}
{% macro postgres__ordered_string_agg(text, order_by) -%}
    string_agg({{ text }}, ', ' order by {{ order_by }})
{%- endmacro %}

{#- What columns of a row hold, as one text that differs where one of them does; null and empty are told apart. -#}
{% macro postgres__row_text(columns, row) -%}
    cast(row({{ row }}.{{ columns | join(", " ~ row ~ ".") }}) as text)
{%- endmacro %}
