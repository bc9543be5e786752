{#-
    The shop's own id of a thing, one macro for each kind of thing: whatever names a customer is read by `customer_id`, in
    whichever feed, so both sides of every join spell it alike. Staging calls them, and whoever takes ids out of a list;
    nothing else makes an id. Most ids are codes: letters, zeros in front and all. Where a shop hands out nothing but
    numbers, 0045 is customer 45, and in the gift shop what is no number is no customer.
-#}
{% macro customer_id(shop, text) -%}
    {{ safe_id(text, {"retail": "number", "markets": "number_or_code"}.get(shop, "code")) }}
{%- endmacro %}

{% macro order_id(shop, text) -%} {{ safe_id(text, {"markets": "decorated_number"}.get(shop, "code")) }} {%- endmacro %}

{#- The gift shop and the marketplaces write codes in capitals or not, as they please. -#}
{% macro product_id(shop, text) -%}
    {%- if shop in ["retail", "markets"] -%} upper({{ safe_id(text) }}) {%- else -%} {{ safe_id(text) }} {%- endif -%}
{%- endmacro %}

{% macro warehouse_id(shop, text) -%} {{ safe_id(text) }} {%- endmacro %}
