{#-
    Whether a row of deliveries stands one column to the left from the agent on, because the agent was left out. The
    minutes are then a word (the status); the agent's place holds the distance, which can be as long as an agent's number,
    be missing, or be neither. A number that is no agent's with no word for a status tells it as well.
-#}
{% macro is_shifted_left(agent, minutes, status) -%}
    {%- set is_agent = "coalesce(length(" ~ safe_integer_id(agent) ~ ") >= 7, false)" -%}
    (
        {{ is_word(minutes) }} and (not {{ is_agent }} or not {{ is_word(status) }})
        or {{ null_if_marker(agent) }} is not null and not {{ is_agent }} and not {{ is_word(status) }}
    )
{%- endmacro %}

{#- Whether a text says something, and says it with letters: a number with an exponent or a currency is no word. -#}
{% macro is_word(text) -%}
    coalesce(lower({{ null_if_marker(text) }}) <> upper({{ null_if_marker(text) }}), false)
    and {{ safe_decimal(text) }} is null
{%- endmacro %}

{#- The number of an order within its decoration: `YR-11262518,0` is order 11262518. -#}
{% macro digits_of_order(text) -%}
    coalesce(
        {{ safe_integer_id(text) }},
        nullif({{ regexp_replace_all("split_part(" ~ text ~ ", ',', 1)", "[^0-9]", "") }}, '')
    )
{%- endmacro %}
