{#-
    The registry of feeds: one entry for each log of judged rows, chk_<feed>. Whoever speaks of all feeds loops over it.

    - `key`: the column whose values name one thing each within a file, where there is one.
    - `sales_day`: the local business day, in the logs whose rows are sales.
    - `orders`, `customers`, `products`: whether the log names them (columns order_id, customer_id, product_id).
    - `checked_by_batch`: whether a model val_<feed> compares its batches with what other feeds say.
-#}
{% macro feeds() -%}
    {{ return({
        "retail__invoices": {"sales_day": "invoice_date", "orders": true, "products": true, "customers": true},
        "storefront__orders": {
            "key": "order_id", "sales_day": "order_date", "orders": true, "products": true, "customers": true,
            "checked_by_batch": true,
        },
        "storefront__customers": {"key": "customer_id", "customers": true, "checked_by_batch": true},
        "storefront__products": {"key": "product_id", "products": true, "checked_by_batch": true},
        "storefront__inventory": {"key": "inventory_level_id", "products": true, "checked_by_batch": true},
        "storefront__shipping": {"key": "tracking_number", "checked_by_batch": true},
        "markets__orders": {
            "sales_day": "order_date", "orders": true, "products": true, "customers": true, "checked_by_batch": true,
        },
        "markets__customers": {"key": "customer_id", "customers": true},
        "markets__deliveries": {"checked_by_batch": true},
        "app__orders": {
            "key": "order_id", "sales_day": "order_date", "orders": true, "customers": true, "checked_by_batch": true,
        },
        "app__events": {"key": "event_id", "customers": true},
        "app__inventory": {"key": "inventory_level_id", "products": true},
    }) }}
{%- endmacro %}

{#- The logs that have a property of the registry, in the order of the registry. -#}
{% macro logs_with(property=none) -%}
    {%- set found = [] -%}
    {%- for feed, entry in feeds().items() if property is none or entry.get(property) -%}
        {%- do found.append("chk_" ~ feed) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The logs whose rows are sales, and the column that holds their local business day. -#}
{% macro sales_logs() -%}
    {%- set found = {} -%}
    {%- for feed, entry in feeds().items() if entry.get("sales_day") -%}
        {%- do found.update({"chk_" ~ feed: entry.sales_day}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
