{#-
    The logs of judged rows, one per feed: `entity` names its rules in seeds/dq_rules.csv, `key` the column whose values
    name one thing each within a file, where there is such a column.
-#}
{% macro checked_feeds() -%}
    {{ return({
        "chk_retail__invoices": {"entity": "invoices"},
        "chk_storefront__orders": {"entity": "orders", "key": "order_id"},
        "chk_storefront__customers": {"entity": "customers", "key": "customer_id"},
        "chk_storefront__products": {"entity": "products", "key": "product_id"},
        "chk_storefront__inventory": {"entity": "inventory", "key": "inventory_level_id"},
        "chk_storefront__shipping": {"entity": "shipping", "key": "tracking_number"},
        "chk_markets__orders": {"entity": "market_orders"},
        "chk_markets__customers": {"entity": "market_customers", "key": "customer_id"},
        "chk_markets__deliveries": {"entity": "deliveries"},
        "chk_app__orders": {"entity": "app_orders", "key": "order_id"},
        "chk_app__events": {"entity": "events", "key": "event_id"},
        "chk_app__inventory": {"entity": "app_inventory", "key": "inventory_level_id"},
    }) }}
{%- endmacro %}
