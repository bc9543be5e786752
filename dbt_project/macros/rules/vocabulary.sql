{#- Natural key: the shop, then the shop's own id. Null when the shop gave none. -#}
{% macro natural_key(source, id) -%} {{ source }} || ':' || {{ id }} {%- endmacro %}

{#- Codes of the gift shop that are charges and adjustments, not goods; the code is trimmed and in upper case. -#}
{% macro is_retail_product(code) -%}
    not (
        {{ code }} in ('POST', 'DOT', 'M', 'C2', 'D', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS')
        or {{ code }} like 'GIFT|_%' escape '|'
        or {{ code }} like 'DCGS%'
    )
{%- endmacro %}

{#- Order statuses of the web shop; spelling differs from day to day. -#}
{% macro is_cancelled_status(status) -%}
    coalesce(lower({{ status }}) in ('cancelled', 'canceled'), false)
{%- endmacro %}
{% macro is_returned_status(status) -%}
    coalesce(lower({{ status }}) in ('returned', 'refunded'), false)
{%- endmacro %}

{#- An invoice line has no number of its own: its place in the content it came with is the same in every load order. -#}
{% macro retail_sale_id(content_key, source_row) -%}
    'retail:' || cast({{ content_key }} as {{ dbt.type_string() }}) || ':' || cast({{ source_row }} as {{ dbt.type_string() }})
{%- endmacro %}
{% macro storefront_sale_id(order_id) -%} {{ order_id }} || ':1' {%- endmacro %}
