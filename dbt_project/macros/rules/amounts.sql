{#-
    An amount beside the ones an order is judged by. It may be missing, and one that no order can have is dropped: sums of
    it would not fit into an amount of money, and one such row must not stop a build.
-#}
{% macro usable_amount(amount) -%} case when abs({{ amount }}) < 1000000000000 then {{ amount }} end {%- endmacro %}

{#- Whether one of these parsed amounts was there and had to be dropped. -#}
{% macro is_any_unusable(amounts) -%}
    {%- set conditions = [] -%}
    {%- for amount in amounts -%}
        {%- do conditions.append(is_unparseable(amount) ~ " or abs(" ~ amount ~ ") >= 1000000000000") -%}
    {%- endfor -%}
    {{ conditions | join(" or ") }}
{%- endmacro %}
