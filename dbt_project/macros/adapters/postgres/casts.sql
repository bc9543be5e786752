{% macro postgres__safe_integer(text) -%}
    {%- set shown = tidy(text) -%}
    case
        when pg_input_is_valid({{ text }}, 'bigint') and cast(cast({{ text }} as bigint) as text) = {{ text }}
            then cast({{ text }} as bigint)
        when {{ text }} is null then null
        when {{ looks_like_number(shown) }}
            then (
                case
                    when
                        abs({{ number_of(shown) }}) < 9223372036854775807
                        and {{ number_of(shown) }} = trunc({{ number_of(shown) }})
                        then cast({{ number_of(shown) }} as bigint)
                end
            )
    end
{%- endmacro %}

{% macro postgres__safe_decimal(text) -%}
    {%- set shown = tidy(text) -%}
    case
        when
            pg_input_is_valid({{ text }}, 'numeric(18,4)') and {{ text }} <> 'NaN'
            and cast(cast({{ text }} as numeric) as text) = {{ text }}
            then cast({{ text }} as numeric(18, 4))
        when {{ text }} is null then null
        when {{ looks_like_number(shown) }}
            then (
                case
                    when abs({{ number_of(shown) }}) < 99999999999999 then cast({{ number_of(shown) }} as numeric(18, 4))
                end
            )
    end
{%- endmacro %}

{#-
    A comma is a thousands separator only where nothing else is possible: before a decimal point, or more than once.
    `12,50`, `1.234,56` and `1,234` may mean two things, and money is never guessed.
-#}
{% macro looks_like_number(text) -%}
    octet_length({{ text }}) <= 60 and {{ text }} ~ '^{{ currency() }}?\s*[-+]?\s*{{ currency() }}?\s*([0-9]+([.][0-9]*)?|[.][0-9]+|[0-9]{1,3}(,[0-9]{3})+[.][0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})([eE][-+]?[0-9]{1,2})?\s*{{ currency() }}?$'
    and {{ names_known_currency(text) }}
{%- endmacro %}

{% macro number_of(text) -%}
    cast(regexp_replace({{ text }}, '[A-Z]{3}|[^-+.0-9eE]', '', 'g') as numeric)
{%- endmacro %}

{% macro postgres__safe_date(text) -%}
    {%- set shown = tidy(text) -%}
    case
        when
            octet_length({{ text }}) = 10 and pg_input_is_valid({{ text }}, 'date')
            and cast(cast({{ text }} as date) as text) = {{ text }}
            then cast({{ text }} as date)
        when {{ text }} is null then null
        when {{ looks_like_timestamp(shown) }} then cast({{ cut_fraction(shown) }} as date)
    end
{%- endmacro %}

{% macro postgres__safe_timestamp(text) -%}
    {%- set shown = tidy(text) -%}
    case
        when
            octet_length({{ text }}) = 19 and pg_input_is_valid({{ text }}, 'timestamp')
            and cast(cast({{ text }} as timestamp) as text) = {{ text }}
            then cast({{ text }} as timestamp)
        when {{ text }} is null then null
        when {{ looks_like_timestamp(shown) }} then cast({{ cut_fraction(shown) }} as timestamp)
    end
{%- endmacro %}

{% macro postgres__safe_instant(text) -%}
    {%- set shown = tidy(text) -%}
    case
        when {{ looks_like_instant(text) }} then timezone('UTC', cast({{ cut_fraction(text) }} as timestamptz))
        when {{ text }} is null then null
        when {{ looks_like_instant(shown) }} then timezone('UTC', cast({{ cut_fraction(shown) }} as timestamptz))
        else {{ safe_timestamp(text) }}
    end
{%- endmacro %}

{% macro looks_like_timestamp(text) -%}
    {{ text }} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?)?$'
    and pg_input_is_valid({{ text }}, 'timestamp')
{%- endmacro %}

{% macro looks_like_instant(text) -%}
    {{ text }} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?\s?(Z|[-+](0[0-9]|1[0-4]):?[0-5][0-9])$'
    and pg_input_is_valid({{ text }}, 'timestamptz')
{%- endmacro %}

{#- Postgres would round a fraction of a second to six digits, and so a sale at 23:59:59.9999999 to the next day. -#}
{% macro cut_fraction(text) -%} regexp_replace({{ text }}, '([.][0-9]{6})[0-9]+', '\1') {%- endmacro %}

{% macro postgres__safe_boolean(text) -%}
    case
        when lower({{ text }}) in ('true', 't', 'yes', 'y', '1') then true
        when lower({{ text }}) in ('false', 'f', 'no', 'n', '0') then false
        when lower({{ tidy(text) }}) in ('true', 't', 'yes', 'y', '1') then true
        when lower({{ tidy(text) }}) in ('false', 'f', 'no', 'n', '0') then false
    end
{%- endmacro %}
