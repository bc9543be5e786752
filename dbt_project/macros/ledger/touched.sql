{#-
    The orders, of the shops whose orders are resolved to one version, that a fact has to redo: those in changed files,
    also in files that are gone, and those whose customer or product has come, gone or moved since.
-#}
{% macro touched_orders(file_ids) -%}
    {%- set storefront_id = natural_key("'storefront'", "order_id") -%}
    {%- for log, order_id, resolved in [
        ("chk_storefront__orders", storefront_id, "int_storefront__orders"),
        ("chk_markets__orders", "order_id", "int_markets__order_lines"),
        ("chk_app__orders", "order_id", "int_app__order_lines"),
    ] %}
    select {{ order_id }} as order_id
    from {{ ref(log) }}
    where file_id in ({{ file_ids }}) and order_id is not null
    {%- for members, id in [("int_customers", "customer_id"), ("int_products", "product_id")] %}
    union
    select orders.order_id
    from {{ ref(resolved) }} as orders
    inner join {{ ref(members) }} as members on orders.{{ id }} = members.{{ id }}
    {{ touched_since_watermark("members.changed_seq") }}
    {%- endfor %}
    {{ "union" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#-
    The lines of those orders, and every line that a changed retail file has or had. An order may have had more lines in
    the file that counted before: the logs know how many any of its files has.
-#}
{% macro touched_sales(file_ids) -%}
    select {{ order_sale_id("order_id", "1") }} as sale_id
    from touched_orders
    union
    select {{ order_sale_id("market_lines.order_id", "market_lines.line_number") }} as sale_id
    from (
        select
            judged.order_id,
            row_number() over (
                partition by judged.order_id, judged.file_id, judged.attempt
                order by judged.source_row
            ) as line_number
        from touched_orders
        inner join {{ ref("chk_markets__orders") }} as judged on touched_orders.order_id = judged.order_id
        where judged.is_accepted
    ) as market_lines
    union
    select {{ order_sale_id("judged.order_id", "items.position") }} as sale_id
    from touched_orders
    inner join {{ ref("chk_app__orders") }} as judged on touched_orders.order_id = judged.order_id
    {{ join_json_list("judged.items", "items", []) }}
    where judged.is_accepted
    union
    select {{ retail_sale_id("files.content_key", "invoices.source_row") }} as sale_id
    from {{ ref("chk_retail__invoices") }} as invoices
    inner join {{ ref("stg_ops__files") }} as files on invoices.file_id = files.file_id
    where invoices.file_id in ({{ file_ids }})
{%- endmacro %}
