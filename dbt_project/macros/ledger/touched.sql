{#-
    The storefront orders that a fact has to redo: those in changed files, also in files that are gone, and those whose
    customer or product has come, gone or moved since.
-#}
{% macro touched_storefront_orders(file_ids) -%}
    select {{ natural_key("'storefront'", "order_id") }} as order_id
    from {{ ref("chk_storefront__orders") }}
    where file_id in ({{ file_ids }}) and order_id is not null
    union
    select orders.order_id
    from {{ ref("int_storefront__orders") }} as orders
    inner join {{ ref("int_customers") }} as members on orders.customer_id = members.customer_id
    {{ touched_since_watermark("members.changed_seq") }}
    union
    select orders.order_id
    from {{ ref("int_storefront__orders") }} as orders
    inner join {{ ref("int_products") }} as members on orders.product_id = members.product_id
    {{ touched_since_watermark("members.changed_seq") }}
{%- endmacro %}

{#- Their lines, and every line that a changed retail file has or had. -#}
{% macro touched_sales(file_ids) -%}
    select {{ storefront_sale_id("order_id") }} as sale_id
    from touched_orders
    union
    select {{ retail_sale_id("files.content_key", "invoices.source_row") }} as sale_id
    from {{ ref("chk_retail__invoices") }} as invoices
    inner join {{ ref("stg_ops__files") }} as files on invoices.file_id = files.file_id
    where invoices.file_id in ({{ file_ids }})
{%- endmacro %}

{#-
    The steps of int_retail__products in an incremental build. `touched`: products of changed files. `relevant_lines`: for
    those of withdrawn files every visible line, for the others the lines of the new files, which then compete with what
    is known (`merged`).
-#}
{% macro touched_retail_products(changed, withdrawn) -%}
touched as (
    select
        product_code,
        bool_or(file_id in ({{ withdrawn }})) as is_withdrawn
    from {{ ref("chk_retail__invoices") }}
    where file_id in ({{ changed }}) and product_code is not null
    group by product_code
),

merged as (
    select known.*
    from {{ this }} as known
    inner join touched on known.product_code = touched.product_code
    where touched.is_withdrawn is not true
),

relevant_lines as (
    select lines.*
    from lines
    inner join touched on lines.product_code = touched.product_code
    where lines.file_id in ({{ changed }}) {{ "or touched.is_withdrawn" if withdrawn != "null" }}
),
{%- endmacro %}
