{#-
    All below is asked of every value of every row. Nearly all of them are plain, which one small expression finds out in a
    fifth of a microsecond (`translate` takes six for a country); only the rest is normalised. No subquery holds a step:
    Postgres would not run the query in parallel.
-#}
{% macro postgres__null_if_marker(text) -%}
    case
        when {{ text }} in ('{{ null_markers() | join("', '") }}') then null
        when {{ is_plain(text) }} then {{ text }}
        when {{ text }} is not null then {{ unless_marker(tidy(text)) }}
    end
{%- endmacro %}

{% macro postgres__free_text(text, nulls) -%}
    {%- set visible = "btrim(replace(" ~ text ~ ", E'\\r', ''), E'" ~ blanks() ~ invisible() ~ "')" -%}
    case
        when {{ text }} in ('{{ ([""] + nulls) | join("', '") }}') then null
        when {{ is_plain(text) }} then {{ text }}
        when {{ visible }} not in ('{{ ([""] + nulls) | join("', '") }}') then {{ visible }}
    end
{%- endmacro %}

{% macro postgres__safe_id(text, kind) -%}
    {%- set shown = tidy(text) -%}
    {%- set digits = "regexp_replace(" ~ shown ~ ", '^([0-9]+)[.]0+$', '\\1')" -%}
    {%- set decoration = ["([A-Za-z]+-)?", "(,[0-9]*)?"] if kind == "decorated_number" else ["()", ""] -%}
    {%- set number = "regexp_replace(" ~ digits ~ ", '^" ~ decoration[0] ~ "0*([0-9]+)" ~ decoration[1] ~ "$', '\\2')" -%}
    case
        when {{ text }} in ('{{ null_markers() | join("', '") }}') then null
        {% if kind == "code" -%}
        when {{ is_plain(text) }} and {{ text }} not like '%.%' and {{ text }} not like '%+%' then {{ text }}
        {%- else -%}
        when
            {{ text }} like '%.0' and pg_input_is_valid(left({{ text }}, -2), 'bigint')
            and cast(cast(left({{ text }}, -2) as bigint) as text) = left({{ text }}, -2) and {{ text }} not like '-%'
            then left({{ text }}, -2)
        when
            pg_input_is_valid({{ text }}, 'bigint') and cast(cast({{ text }} as bigint) as text) = {{ text }}
            and {{ text }} not like '-%'
            then {{ text }}
        {%- endif %}
        when {{ text }} is null then null
        when {{ shown }} ~ '^[0-9]+([.][0-9]+)?[eE][+](0?[0-9]|1[0-8])$'
            then (
                case
                    when cast({{ shown }} as numeric) % 1 = 0 then cast(trunc(cast({{ shown }} as numeric)) as text)
                    {{ "else " ~ shown if kind != "number" }}
                end
            )
        {% if kind == "number" -%}
        else substring({{ number }} from '^[0-9]+$')
        {%- else -%}
        else {{ unless_marker(digits if kind == "code" else number) }}
        {%- endif %}
    end
{%- endmacro %}

{#- Printable ASCII with no blank around it and no `=` in front: what tidy would leave as it is. -#}
{% macro is_plain(text) -%} {{ text }} !~ '^[ =]|[^ -~]| $' {%- endmacro %}

{% macro tidy(text) -%}
    {%- set gone = blanks() ~ ascii_controls() ~ invisible() ~ joiners() -%}
    btrim(translate(normalize(regexp_replace(
        {{ text }}, E'^[{{ gone }}]*="(.*)"[{{ gone }}]*$', '\1'
    ), nfc), E'{{ gone }}', repeat(' ', {{ blanks().count("\\u") }})))
{%- endmacro %}

{% macro unless_marker(shown) -%}
    {%- set markers = null_markers() | map("replace", "\\", "\\\\") | map("replace", "(", "[(]") | map("replace", ")", "[)]") -%}
    nullif(regexp_replace({{ shown }}, '^({{ markers | join("|") }})$', ''), '')
{%- endmacro %}

{#- How systems write that there is nothing: databases, data frames, spreadsheets. -#}
{% macro null_markers() -%}
    {{- return([
        "", "-", "NULL", "null", "Null", "(null)", "NA", "na", "N/A", "n/a", "#N/A", "<NA>", "None", "nan", "NaN", "NaT",
        "\\N",
    ]) -}}
{%- endmacro %}

{#- Characters as E'' spells them: Unicode's blanks (White_Space) without the carriage return, and the ASCII separators. -#}
{% macro blanks() -%}
    {{- return(
        "\\u0020\\u0009\\u000A\\u000B\\u000C\\u001C\\u001D\\u001E\\u001F\\u0085\\u00A0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004"
        ~ "\\u2005\\u2006\\u2007\\u2008\\u2009\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000"
    ) -}}
{%- endmacro %}

{#- What moves a cursor or rings a bell, a carriage return first of all; a NUL cannot get into a text. -#}
{% macro ascii_controls() -%}
    {{- return(
        "\\u000D\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\u0008\\u0009\\u000A\\u000B\\u000C\\u000E\\u000F\\u0010"
        ~ "\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001A\\u001B\\u001C\\u001D\\u001E\\u001F\\u007F"
    ) -}}
{%- endmacro %}

{#- Marks without a width, which say at most in which direction to write. -#}
{% macro invisible() -%}
    {{- return(
        "\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u202A\\u202B\\u202C\\u202D\\u202E\\u2060\\u2061\\u2062\\u2063\\u2064\\u2066"
        ~ "\\u2067\\u2068\\u2069\\uFEFF"
    ) -}}
{%- endmacro %}

{#- They join or part letters, which scripts and pictures in a free text need inside of words, and no code does. -#}
{% macro joiners() -%} {{- return("\\u200C\\u200D\\u034F") -}} {%- endmacro %}
