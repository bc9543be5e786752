{#-
    The registry of feeds: one entry for each log of judged rows, chk_<feed>. Whoever speaks of all feeds loops over it.

    - `key`: the column whose values name one thing each within a file, where there is one.
    - `orders`, `customers`, `products`, `deliveries`: whether the log names them (columns order_id, customer_id and so on).
    - `sales_day`: the local business day, in the logs whose rows are sales or whole orders.
    - `fact_day`: the same in the logs whose rows are other facts: what was counted, what happened.
    - `row_day`: what dates a row of another log, for files whose names do not.
    - `newest_by`: of an order that comes again, those rows are current that have the greatest values of these columns.
    - `has_history`: whether snp_<feed> keeps what was said of such an order before.
    - `header`: of a feed that has the lines of orders only, the feed with what is said of a whole order, and of its day.
    - `orders_of`: the models that tell the orders of a customer and of a product, to be redone when a version of one of
      these moves; `order_times` the columns with the first and the last time of an order there, where ordered_at is not both.
    - `is_full`: of a feed that lists all of its keys in each file, so that one that is missing is gone.
    - `compared_with`: the feeds with which val_<feed> compares the batches of this one, each with the column they share
      and, where batches are dated, the day of a row for which the other feed is looked up.
-#}
{% macro feeds() -%}
    {{ return({
        "retail__invoices": {
            "sales_day": "invoice_date", "orders": true, "products": true, "customers": true,
            "orders_of": {"customer": "int_retail__order_customers", "product": "chk_retail__invoices"},
            "order_times": {"customer": ["ordered_at", "last_ordered_at"], "product": ["invoiced_at", "invoiced_at"]},
        },
        "storefront__orders": {
            "key": "order_id", "sales_day": "order_date", "orders": true, "products": true, "customers": true,
            "newest_by": ["file_day", "known_at", "arrival", "content_key", "source_row"], "has_history": true,
            "orders_of": {"customer": "int_storefront__orders", "product": "int_storefront__orders"},
            "compared_with": {
                "storefront__customers": ["customer_id", "batch_date"],
                "storefront__products": ["product_id", "order_date"],
                "storefront__shipping": ["order_id", "batch_date"],
            },
        },
        "storefront__customers": {
            "key": "customer_id", "customers": true, "is_full": true,
            "compared_with": {"storefront__orders": ["customer_id", "batch_date"]},
        },
        "storefront__products": {
            "key": "product_id", "products": true, "is_full": true,
            "compared_with": {
                "storefront__inventory": ["product_id", "batch_date"],
                "storefront__orders": ["product_id", "batch_date"],
            },
        },
        "storefront__inventory": {
            "key": "inventory_level_id", "products": true, "is_full": true, "fact_day": "batch_date",
            "compared_with": {"storefront__products": ["product_id", "batch_date"]},
        },
        "storefront__shipping": {
            "key": "delivery_id", "deliveries": true,
            "compared_with": {"storefront__orders": ["order_id", "batch_date"]},
        },
        "markets__orders": {
            "sales_day": "order_date", "orders": true, "products": true, "customers": true,
            "newest_by": ["file_day", "arrival", "content_key"], "has_history": true,
            "orders_of": {"customer": "int_markets__order_lines", "product": "int_markets__order_lines"},
            "compared_with": {"markets__customers": ["customer_id"], "markets__deliveries": ["order_id"]},
        },
        "markets__customers": {"key": "customer_id", "customers": true, "row_day": "cast(created_at as date)"},
        "markets__deliveries": {"deliveries": true, "compared_with": {"markets__orders": ["order_id"]}},
        "app__orders": {
            "key": "order_id", "sales_day": "order_date", "orders": true, "customers": true,
            "newest_by": ["file_day", "ordered_at", "arrival", "content_key", "source_row"], "has_history": true,
            "orders_of": {"customer": "int_app__order_lines", "product": "int_app__order_lines"},
            "compared_with": {"app__events": ["customer_id"], "app__inventory": ["product_id"]},
        },
        "app__events": {"key": "event_id", "customers": true, "fact_day": "event_date", "row_day": "event_date"},
        "app__inventory": {
            "key": "inventory_level_id", "products": true, "fact_day": "level_date", "row_day": "last_restocked_date",
        },
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
