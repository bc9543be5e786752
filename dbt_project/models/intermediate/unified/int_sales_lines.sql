-- What was sold, one row per accepted order line of a visible file, in the words of all shops. A view: the lines are
-- written once, in fct_sales.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

invoices as (
    select * from {{ ref("chk_retail__invoices") }}
),

orders as (
    select * from {{ ref("int_storefront__orders") }}
),

retail as (
    select
        'retail' as source,
        'retail' as market,
        'GBP' as currency_code,
        invoices.file_id,
        files.content_key as source_file_key,
        invoices.source_row,
        {{ retail_sale_id("files.content_key", "invoices.source_row") }} as sale_id,
        {{ natural_key("'retail'", "invoices.invoice_no") }} as order_id,
        invoices.invoice_no,
        cast(invoices.source_row as integer) as line_number,
        invoices.invoice_date as order_date,
        invoices.invoiced_at as ordered_at,
        {{ natural_key("'retail'", "invoices.customer_id") }} as customer_id,
        {{ natural_key("'retail'", "invoices.product_code") }} as product_id,
        coalesce(invoices.country, 'Unspecified') as country,
        invoices.quantity,
        invoices.unit_price,
        cast(invoices.quantity * invoices.unit_price as numeric(18, 4)) as total_price,
        {{ is_retail_product("invoices.product_code") }} as is_product,
        cast(null as numeric(18, 4)) as unit_cost,
        invoices.is_cancelled,
        invoices.is_cancelled and invoices.quantity < 0 as is_credited
    from invoices
    inner join files on invoices.file_id = files.file_id and invoices.attempt = files.attempt
    where invoices.is_accepted and files.is_visible
),

storefront as (
    select
        'storefront' as source,
        'storefront' as market,
        orders.currency_code,
        orders.file_id,
        orders.content_key as source_file_key,
        orders.source_row,
        {{ order_sale_id("orders.order_id", "1") }} as sale_id,
        orders.order_id,
        substr(orders.order_id, length('storefront:') + 1) as invoice_no,
        1 as line_number,
        orders.order_date,
        orders.ordered_at,
        orders.customer_id,
        orders.product_id,
        cast(null as {{ dbt.type_string() }}) as country,
        -- The shop sells one product an order and writes the amount, not the number of pieces.
        cast(1 as {{ dbt.type_bigint() }}) as quantity,
        orders.order_amount as unit_price,
        orders.order_amount as total_price,
        true as is_product,
        cast(null as numeric(18, 4)) as unit_cost,
        {{ is_cancelled_status("orders.order_status") }} as is_cancelled,
        {{ is_returned_status("orders.order_status") }} as is_credited
    from orders
),

{% for shop in ["markets", "app"] -%}
{{ shop }} as (
    select
        '{{ shop }}' as source,
        market,
        currency_code,
        file_id,
        content_key as source_file_key,
        source_row,
        {{ order_sale_id("order_id", "line_number") }} as sale_id,
        order_id,
        substr(order_id, position(':' in order_id) + 1) as invoice_no,
        line_number,
        order_date,
        ordered_at,
        customer_id,
        product_id,
        {{ "initcap(market)" if shop == "markets" else "cast(null as " ~ dbt.type_string() ~ ")" }} as country,
        quantity,
        unit_price,
        line_amount as total_price,
        true as is_product,
        unit_cost,
        {{ is_cancelled_status("order_status") }} as is_cancelled,
        {{ is_returned_status("order_status") }} as is_credited
    from {{ ref("int_" ~ shop ~ "__order_lines") }}
),

{% endfor -%}

final as (
    select * from retail
    union all
    select * from storefront
    union all
    select * from markets
    union all
    select * from app
)

select * from final
