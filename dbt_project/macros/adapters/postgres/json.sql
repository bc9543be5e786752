{#-
    JSON that arrives as text, read without ever failing a build. Postgres answers `pg_input_is_valid` with false for what
    is no JSON, but stops the whole statement at some ten thousand levels (stack depth limit exceeded). A document cannot
    be deeper than it has opening brackets, so one with more than 5,000 of them is not read at all.
-#}
{% macro is_json(text) %} {{- return(adapter.dispatch("is_json")(text)) -}} {% endmacro %}

{% macro postgres__is_json(text) -%}
    case
        when length({{ text }}) - length(translate({{ text }}, '[{', '')) <= 5000
            then pg_input_is_valid({{ text }}, 'jsonb')
        else false
    end
{%- endmacro %}

{% macro postgres__json_field(document, name) -%} {{ document }} ->> '{{ name }}' {%- endmacro %}

{% macro postgres__join_json_object(text, alias, fields) -%}
    left join
        lateral jsonb_to_record(
            case when left(ltrim({{ text }}), 1) = '{' and {{ is_json(text) }} then cast({{ text }} as jsonb) end
        ) as {{ alias }} ({{ fields | join(" text, ") }} text) on true
{%- endmacro %}

{% macro postgres__join_json_list(text, alias, fields) -%}
    left join
        lateral (
            select
                cast(elements.position as integer) as position,
                jsonb_typeof(elements.element) = 'object' as is_object
                {%- for field in fields %}, elements.element ->> '{{ field }}' as {{ field }} {%- endfor %}
            from jsonb_array_elements(cast({{ text }} as jsonb)) with ordinality as elements (element, position)
        ) as {{ alias }} on true
{%- endmacro %}

{% macro postgres__json_list(text) -%}
    case
        when {{ text }} is null or {{ text }} !~ '^\s*\[' then null
        when {{ is_json(text) }} then {{ text }}
        else (
            select case when {{ is_json("converted.document") }} then converted.document end
            from (
                select {{ python_literal_as_json(text) }} as document
            ) as converted
        )
    end
{%- endmacro %}

{#-
    What Python's repr() writes for lists, dictionaries, texts, numbers, True, False and None, as JSON; for anything else
    something that is no JSON. Python knows more (tuples, sets, prefixes, `\N{…}`): no shop's export has it.

    Quotes cannot be replaced blindly: `"it's"` and `'a "b"'` are texts with a quote inside, and a backslash decides what
    the next character means. So escaped backslashes and quotes first become control characters (a text that has such a
    character is refused), after which a quote always begins or ends a text. Then the document is cut into texts and what
    stands between them, and each piece is translated on its own.
-#}
{% macro python_literal_as_json(text) -%}
    {%- set body = "substr(pieces.piece[1], 2, length(pieces.piece[1]) - 2)" -%}
    {#- Where all quotes are single ones and nothing else is to translate, exchanging them is exact: a tenth of the time. #}
    case
        when {{ text }} !~* '["\\\x01-\x1f]|none|null|true|false' then replace({{ text }}, '''', '"')
        when {{ text }} ~ '[\x01-\x03]' then null
        else (
            select
                string_agg(
                    case
                        when length(pieces.piece[1]) > 1 and left(pieces.piece[1], 1) in ('''', '"') then
                            {{ python_text_as_json(body) }}
                        when pieces.piece[1] ~ '^([][{}:,\s0-9.eE+-]|None|True|False)*$'
                            then replace(replace(replace(
                                pieces.piece[1], 'None', 'null'), 'True', 'true'), 'False', 'false')
                        else '!'
                    end, '' order by pieces.position
                )
            from
                regexp_matches(
                    replace(replace(replace({{ text }}, '\\', chr(1)), '\''', chr(2)), '\"', chr(3)),
                    '''[^'']*''|"[^"]*"|[^''"]+|[''"]', 'g'
                ) with ordinality as pieces (piece, position)
        )
    end
{%- endmacro %}

{#- The body of one Python text, whose escaped backslashes and quotes are control characters, as a JSON text. -#}
{% macro python_text_as_json(body) -%}
    case
        when {{ body }} !~ '^([^\\]|\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[nrtbf]))*$' then '!'
        else '"' || replace(replace(replace(replace(
            regexp_replace(replace({{ body }}, '"', '\"'), '\\x(..)', '\\u00\1', 'g'),
            chr(9), '\t'), chr(1), '\\'), chr(2), ''''), chr(3), '\"') || '"'
    end
{%- endmacro %}
