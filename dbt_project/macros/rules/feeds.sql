{#-
    The registry of feeds: one entry for each log of judged rows, chk_<feed>. Whoever speaks of all feeds loops over it.

    - `key`: the column whose values name one thing each within a file, where there is one.
    - `orders`, `customers`, `products`: whether the log names them (columns order_id, customer_id, product_id).
    - `sales_day`: the local business day, in the logs whose rows are sales or orders.
    - `newest_by`: of an order that comes again, the rows with the greatest values of these columns are current.
    - `header`: of a feed with the lines of orders only, the feed with what is said of the whole order, and of its day.
    - `orders_of`: the models that tell the orders of a customer and of a product: redone when one of these moves.
    - `checked_by_batch`: whether a model val_<feed> compares its batches with what other feeds say.
-#}
{% macro feeds() -%}
    {{ return({
        "retail__invoices": {"sales_day": "invoice_date", "orders": true, "products": true, "customers": true},
        "storefront__orders": {
            "key": "order_id", "sales_day": "order_date", "orders": true, "products": true, "customers": true,
            "newest_by": ["known_at", "business_date", "path", "content_key", "source_row"],
            "orders_of": {"customer": "int_storefront__orders", "product": "int_storefront__orders"},
            "checked_by_batch": true,
        },
        "storefront__customers": {"key": "customer_id", "customers": true, "checked_by_batch": true},
        "storefront__products": {"key": "product_id", "products": true, "checked_by_batch": true},
        "storefront__inventory": {"key": "inventory_level_id", "products": true, "checked_by_batch": true},
        "storefront__shipping": {"key": "tracking_number", "checked_by_batch": true},
        "markets__orders": {
            "sales_day": "order_date", "orders": true, "products": true, "customers": true,
            "newest_by": ["path", "content_key"],
            "orders_of": {"customer": "int_markets__order_lines", "product": "int_markets__order_lines"},
            "checked_by_batch": true,
        },
        "markets__customers": {"key": "customer_id", "customers": true},
        "markets__deliveries": {"checked_by_batch": true},
        "app__orders": {
            "key": "order_id", "sales_day": "order_date", "orders": true, "customers": true,
            "newest_by": ["ordered_at", "path", "content_key", "source_row"],
            "orders_of": {"customer": "int_app__order_lines", "product": "int_app__order_lines"},
            "checked_by_batch": true,
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

{#- The logs whose rows have a local business day of their own on which something is sold, and the column that holds it. -#}
{% macro sales_logs() -%}
    {%- set found = {} -%}
    {%- for feed, entry in feeds().items() if entry.get("sales_day") -%}
        {%- do found.update({"chk_" ~ feed: entry.sales_day}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The logs of inventory: a row is what lies of a product in a warehouse on a day. -#}
{% macro inventory_logs() -%}
    {%- set found = [] -%}
    {%- for feed, entry in feeds().items() if entry.key == "inventory_level_id" -%}
        {%- do found.append("chk_" ~ feed) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The pairs of a `customer` or `product` and the models that tell the orders of it. -#}
{% macro orders_of() -%}
    {%- set found = [] -%}
    {%- for feed, entry in feeds().items() if entry.orders_of -%}
        {%- for entity, model_name in entry.orders_of.items() -%}
            {%- do found.append((entity, model_name)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
