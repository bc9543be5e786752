{#- The change set that goes with a column. -#}
{% macro change_set_of(column) -%}
    {{ return({
        "file_id": "changed_files",
        "order_id": "changed_orders",
        "customer_id": "changed_customers",
        "product_id": "changed_products",
        "date_id": "changed_days",
        "month_id": "changed_days",
        "batch_date": "changed_batches",
        "event_id": "changed_events",
        "invoice_date": "changed_invoice_days",
        "session_id": "changed_sessions",
        "delivery_id": "changed_deliveries",
        "inventory_level_id": "changed_inventory_levels",
        "stock_id": "changed_stocks",
        "window_start_date": "changed_windows",
        "shop_quarter": "changed_quarters",
    }.get(column)) }}
{%- endmacro %}

{#- The change set by which the rows of a model are replaced. -#}
{% macro change_set(node_config) -%}
    {{ return((node_config.meta or {}).get("changes") or change_set_of(node_config.unique_key)) }}
{%- endmacro %}

{#- Whether a column holds a key of a change set. Batches are those of the model that judges them. -#}
{% macro is_changed(column, node, changes) -%}
    {%- set key = node.config.unique_key or column.split(".")[-1] -%}
    {{- adapter.dispatch("is_in_set")(column, "select " ~ key ~ " from " ~ changes
        ~ (" where judged_by = '" ~ node.name ~ "'" if key == "batch_date" else "")) -}}
{%- endmacro %}

{#- Whether the build makes whole what a test asks about: the plugin `dbt_tillhouse` says so in the test's configuration. To
    look for it in that of all nodes took longer than most tests do: dbt makes a dictionary of each node that is looked at. -#}
{% macro is_rebuilding() -%} {{ return(flags.FULL_REFRESH or config.get("full_refresh", false)) }} {%- endmacro %}
