{#- Natural key: the shop, then the shop's own id. Null when the shop gave none. -#}
{% macro natural_key(source, id) -%} {{ source }} || ':' || {{ id }} {%- endmacro %}

{#- The shop's own id in a natural key. -#}
{% macro own_id(key) -%} substr({{ key }}, position(':' in {{ key }}) + 1) {%- endmacro %}

{#- Whether a product of the gift shop is one: some of its codes are charges and adjustments. -#}
{% macro is_retail_product(product_id) -%}
    not coalesce(
        {{ product_id }} in (
            'retail:POST', 'retail:DOT', 'retail:M', 'retail:C2', 'retail:D', 'retail:S', 'retail:B',
            'retail:BANK CHARGES', 'retail:AMAZONFEE', 'retail:CRUK', 'retail:PADS'
        )
        or {{ product_id }} like 'retail:GIFT|_%' escape '|'
        or {{ product_id }} like 'retail:DCGS%',
        false
    )
{%- endmacro %}

{#- Order statuses of the web shop; spelling differs from day to day. -#}
{% macro is_cancelled_status(status) -%}
    coalesce(lower({{ status }}) in ('cancelled', 'canceled'), false)
{%- endmacro %}

{#-
    The time of a record of the web shop, if the shop can have written it by the day its file was received; else that of
    `fallback`. By it versions are told apart, and a clock that is years ahead must not win for years.
-#}
{% macro storefront_created_at(fallback=none) -%}
    {%- set believed = "case when created_at_local <= " ~ dbt.dateadd("day", 1, "received_at") ~ " then created_at_local end" -%}
    {{ local_to_utc("coalesce(" ~ believed ~ ", " ~ fallback ~ ")" if fallback else believed, "America/New_York") }}
{%- endmacro %}

{#-
    Whether what stands in the place of a word is none: where a field is missing, the address or note beside it moves
    there, and readers see words. It is long, has an @, a comma or three digits, or begins with one.
-#}
{% macro is_no_word(column) -%}
    (length({{ column }}) > 40 or {{ regexp_replace_all(column, "[@,]|^[0-9]|[0-9]{3}", "") }} <> {{ column }})
{%- endmacro %}
