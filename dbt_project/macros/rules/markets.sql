{#-
    Whether a row of deliveries stands one column to the left from the agent on, because the agent was left out. The
    minutes are then a word (the status); the agent's place holds the distance, which can be as long as an agent's number,
    be missing, or be neither. A number that is no agent's with no word for a status tells it as well.
-#}
{% macro is_shifted_left(agent, minutes, status) -%}
    {#- A word says something, and says it with letters: a number with an exponent or a currency is none. #}
    {%- set word = {} -%}
    {%- for text in [minutes, status] -%}
        {%- set said = null_if_marker(text) -%}
        {%- do word.update({text: "coalesce(lower(" ~ said ~ ") <> upper(" ~ said ~ "), false) and "
            ~ safe_decimal(text) ~ " is null"}) -%}
    {%- endfor -%}
    {%- set is_agent = "coalesce(length(" ~ safe_id(agent, "number") ~ ") >= 7, false)" -%}
    (
        ({{ word[minutes] }}) and (not {{ is_agent }} or not ({{ word[status] }}))
        or {{ null_if_marker(agent) }} is not null and not {{ is_agent }} and not ({{ word[status] }})
    )
{%- endmacro %}
