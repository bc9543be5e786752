{#- What Postgres spells in its own way. A second engine adds `<engine>__<name>` beside each; models stay as they are. -#}

{#- Local wall-clock time in an IANA zone, as UTC. -#}
{% macro local_to_utc(timestamp, time_zone) %} {{- return(adapter.dispatch("local_to_utc")(timestamp, time_zone)) -}} {% endmacro %}
{% macro postgres__local_to_utc(timestamp, time_zone) -%}
    timezone('UTC', timezone('{{ time_zone }}', {{ timestamp }}))
{%- endmacro %}

{#- UTC as the local wall-clock time in an IANA zone, which a column or a literal names. -#}
{% macro utc_to_local(timestamp, time_zone) %} {{- return(adapter.dispatch("utc_to_local")(timestamp, time_zone)) -}} {% endmacro %}
{% macro postgres__utc_to_local(timestamp, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{#- An instant with a zone, as UTC without one: the type of every `_at` column. -#}
{% macro instant_to_utc(instant) %} {{- return(adapter.dispatch("instant_to_utc")(instant)) -}} {% endmacro %}
{% macro postgres__instant_to_utc(instant) -%} timezone('UTC', {{ instant }}) {%- endmacro %}

{#- Monday is 1, Sunday 7. -#}
{% macro day_of_week(date) %} {{- return(adapter.dispatch("day_of_week")(date)) -}} {% endmacro %}
{% macro postgres__day_of_week(date) -%} cast(extract(isodow from {{ date }}) as integer) {%- endmacro %}

{#- yyyymmdd as a number; a replaced text costs a third of three extracts. -#}
{% macro date_id(date) %} {{- return(adapter.dispatch("date_id")(date)) -}} {% endmacro %}
{% macro postgres__date_id(date) -%} cast(replace(cast({{ date }} as text), '-', '') as integer) {%- endmacro %}

{#- Surrogate key: the first 60 bits of the md5 of a natural key, so it is the same in every rebuild. -#}
{% macro hash_key(text) %} {{- return(adapter.dispatch("hash_key")(text)) -}} {% endmacro %}
{% macro postgres__hash_key(text) -%}
    cast(cast(('x' || substr(md5({{ text }}), 1, 15)) as bit(60)) as bigint)
{%- endmacro %}

{#- Replaces every match of a regular expression. -#}
{% macro regexp_replace_all(text, pattern, replacement) %}
    {{- return(adapter.dispatch("regexp_replace_all")(text, pattern, replacement)) -}}
{% endmacro %}
{% macro postgres__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- One at sign, something before it, a domain with a dot behind it, no blanks. -#}
{% macro is_email(text) %} {{- return(adapter.dispatch("is_email")(text)) -}} {% endmacro %}
{% macro postgres__is_email(text) -%} {{ text }} ~ '^[^@[:space:]]+@[^@[:space:].]+([.][^@[:space:].]+)+$' {%- endmacro %}

{#- The last date in a file's name, as text: `events-2024-03-01.jsonl`, `stock_2024_03_01.xlsx`, `orders20240301.csv`. -#}
{% macro date_in_name(path) %} {{- return(adapter.dispatch("date_in_name")(path)) -}} {% endmacro %}
{% macro postgres__date_in_name(path) -%}
    regexp_replace(
        substring({{ path }} from '.*(?:^|[^0-9])([0-9]{4}[-_]?[0-9]{2}[-_]?[0-9]{2})(?![0-9])[^/]*$'),
        '^([0-9]{4})[-_]?([0-9]{2})[-_]?', '\1-\2-'
    )
{%- endmacro %}

{#- Texts of a group in one, separated by a comma, in the order of `order_by`; nulls are left out. -#}
{% macro ordered_string_agg(text, order_by) %} {{- return(adapter.dispatch("ordered_string_agg")(text, order_by)) -}} {% endmacro %}
{% macro postgres__ordered_string_agg(text, order_by) -%}
    string_agg({{ text }}, ', ' order by {{ order_by }})
{%- endmacro %}

{#- yyyymmdd as the text yyyy-mm-dd. -#}
{% macro day_of_date_id(date_id) %} {{- return(adapter.dispatch("day_of_date_id")(date_id)) -}} {% endmacro %}
{% macro postgres__day_of_date_id(date_id) -%}
    cast(cast(cast({{ date_id }} as text) as date) as text)
{%- endmacro %}

{#-
    A join to the rows of `relation` that have the key of `rows`: an index is asked for each of them. The planner does not
    know how many keys a build touches, and it cannot ask an index through a view with a WITH clause, so for the orders of
    a day it would read and sort those of the whole history. `where` may name columns of `present`.
-#}
{% macro join_each(rows, relation, key, alias, where="true") %}
    {{- return(adapter.dispatch("join_each")(rows, relation, key, alias, where)) -}}
{% endmacro %}
{% macro postgres__join_each(rows, relation, key, alias, where) -%}
    cross join
        lateral (
            select * from {{ relation }} as present
            where present.{{ key }} = {{ rows }}.{{ key }} and {{ where }}
            offset 0
        ) as {{ alias }}
{%- endmacro %}
