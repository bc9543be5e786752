{% macro postgres__safe_integer(text) -%}
    case
        when pg_input_is_valid({{ text }}, 'bigint') and cast(cast({{ text }} as bigint) as text) = {{ text }}
            then cast({{ text }} as bigint)
        when {{ text }} is null then null
        when {{ looks_like_number(text) }}
            then (
                case
                    when
                        abs({{ number_of(text) }}) < 9223372036854775807
                        and {{ number_of(text) }} = trunc({{ number_of(text) }})
                        then cast({{ number_of(text) }} as bigint)
                end
            )
    end
{%- endmacro %}

{% macro postgres__safe_decimal(text) -%}
    case
        when
            pg_input_is_valid({{ text }}, 'numeric(18,4)') and {{ text }} <> 'NaN'
            and cast(cast({{ text }} as numeric) as text) = {{ text }}
            then cast({{ text }} as numeric(18, 4))
        when {{ text }} is null then null
        when {{ looks_like_number(text) }}
            then (
                case
                    when abs({{ number_of(text) }}) < 99999999999999 then cast({{ number_of(text) }} as numeric(18, 4))
                end
            )
    end
{%- endmacro %}

{#-
    A comma is a thousands separator only where nothing else is possible: before a decimal point, or more than once.
    `12,50`, `1.234,56` and `1,234` may mean two things, and money is never guessed.
-#}
{% macro looks_like_number(text) -%}
    octet_length({{ text }}) <= 60 and {{ text }} ~ '^\s*{{ currency() }}?\s*[-+]?\s*{{ currency() }}?\s*([0-9]+([.][0-9]*)?|[.][0-9]+|[0-9]{1,3}(,[0-9]{3})+[.][0-9]+|[0-9]{1,3}(,[0-9]{3}){2,})([eE][-+]?[0-9]{1,2})?\s*{{ currency() }}?\s*$'
{%- endmacro %}

{% macro currency() -%} ([£$€¥₦]|KSh|[A-Z]{3}) {%- endmacro %}

{% macro number_of(text) -%}
    cast(regexp_replace({{ text }}, '[A-Z]{3}|KSh|[^-+.0-9eE]', '', 'g') as numeric)
{%- endmacro %}

{% macro postgres__safe_date(text) -%}
    case
        when
            octet_length({{ text }}) = 10 and pg_input_is_valid({{ text }}, 'date')
            and cast(cast({{ text }} as date) as text) = {{ text }}
            then cast({{ text }} as date)
        when {{ looks_like_timestamp(text) }} then cast(btrim({{ text }}) as date)
    end
{%- endmacro %}

{% macro postgres__safe_timestamp(text) -%}
    case
        when
            octet_length({{ text }}) = 19 and pg_input_is_valid({{ text }}, 'timestamp')
            and cast(cast({{ text }} as timestamp) as text) = {{ text }}
            then cast({{ text }} as timestamp)
        when {{ looks_like_timestamp(text) }} then cast(btrim({{ text }}) as timestamp)
    end
{%- endmacro %}

{% macro looks_like_timestamp(text) -%}
    {{ text }} ~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?)?\s*$'
    and pg_input_is_valid(btrim({{ text }}), 'timestamp')
{%- endmacro %}

{% macro postgres__safe_instant(text) -%}
    case
        when {{ text }} ~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?\s?(Z|[-+](0[0-9]|1[0-4]):?[0-5][0-9])\s*$'
            and pg_input_is_valid(btrim({{ text }}), 'timestamptz')
            then timezone('UTC', cast(btrim({{ text }}) as timestamptz))
        else {{ safe_timestamp(text) }}
    end
{%- endmacro %}

{% macro postgres__safe_boolean(text) -%}
    case
        when lower(btrim({{ text }})) in ('true', 't', 'yes', 'y', '1') then true
        when lower(btrim({{ text }})) in ('false', 'f', 'no', 'n', '0') then false
    end
{%- endmacro %}

{% macro postgres__safe_integer_id(text) -%}
    case
        when {{ text }} is null then null
        when {{ text }} like '%.0' and pg_input_is_valid(left({{ text }}, -2), 'bigint')
            and cast(cast(left({{ text }}, -2) as bigint) as text) = left({{ text }}, -2)
            then left({{ text }}, -2)
        else cast({{ safe_integer(text) }} as text)
    end
{%- endmacro %}
