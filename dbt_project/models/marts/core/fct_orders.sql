-- Totals come from the order: retail adds up the parts its files hold, the storefront writes the amount itself.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_keys",
    unique_key="order_id",
    on_schema_change="fail",
    meta={"present_if": "date_id"}
) }}
{% set changed = changed_file_ids() %}
{% set storefront_sql = touched_storefront_orders(changed) %}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

order_parts as (
    select * from {{ ref("int_retail__order_parts") }}
),

storefront_orders as (
    select * from {{ ref("int_storefront__orders") }}
),

customers as (
    select * from {{ ref("dim_customers") }}
),

countries as (
    select * from {{ ref("int_countries") }}
),

rates as (
    select * from {{ ref("int_daily_rates") }}
),

{% if is_incremental() %}
touched as (
    {{ storefront_sql }}
    union
    select order_id from {{ ref("int_retail__order_parts") }}
    where file_id in ({{ changed }})
),

{% endif %}
retail as (
    select
        order_parts.order_id,
        'retail' as source,
        order_parts.invoice_no,
        'GBP' as currency_code,
        cast(null as {{ dbt.type_string() }}) as order_status,
        cast(null as {{ dbt.type_string() }}) as payment_method,
        -- An invoice has one customer; should its lines disagree, the choice must not depend on their order.
        min(order_parts.customer_id) as customer_id,
        min(order_parts.country) as country,
        min(order_parts.ordered_at) as ordered_at,
        min(order_parts.order_date) as order_date,
        bool_or(order_parts.is_cancelled) as is_cancelled,
        cast(sum(order_parts.line_count) as integer) as line_count,
        cast(sum(order_parts.product_line_count) as integer) as product_line_count,
        cast(sum(order_parts.quantity) as {{ dbt.type_bigint() }}) as quantity,
        cast(sum(order_parts.gross_amount) as numeric(18, 4)) as gross_amount,
        cast(sum(order_parts.total_amount) as numeric(18, 4)) as total_amount
    from order_parts
    {{ "inner join touched on order_parts.order_id = touched.order_id" if is_incremental() }}
    inner join files on order_parts.file_id = files.file_id and order_parts.attempt = files.attempt
    where files.is_visible
    group by order_parts.order_id, order_parts.invoice_no
),

storefront as (
    select
        storefront_orders.order_id,
        'storefront' as source,
        substr(storefront_orders.order_id, length('storefront:') + 1) as invoice_no,
        storefront_orders.currency_code,
        storefront_orders.order_status,
        storefront_orders.payment_method,
        storefront_orders.customer_id,
        cast(null as {{ dbt.type_string() }}) as country,
        storefront_orders.ordered_at,
        storefront_orders.order_date,
        {{ is_cancelled_status("storefront_orders.order_status") }} as is_cancelled,
        1 as line_count,
        1 as product_line_count,
        cast(1 as {{ dbt.type_bigint() }}) as quantity,
        case
            when {{ is_cancelled_status("storefront_orders.order_status") }} then cast(0 as numeric(18, 4))
            else storefront_orders.order_amount
        end as gross_amount,
        storefront_orders.order_amount as total_amount
    from storefront_orders
    {{ "inner join touched on storefront_orders.order_id = touched.order_id" if is_incremental() }}
),

orders as (
    select * from retail
    union all
    select * from storefront
),

{% set keys = "touched" if is_incremental() else "orders" %}
final as (
    select
        coalesce(customers.customer_key, -1) as customer_key,
        case
            when orders.country is not null then coalesce(countries.geo_id, -1)
            else coalesce(customers.geo_id, -1)
        end as geo_id,
        orders.ordered_at,
        orders.quantity,
        {{ date_id("orders.order_date") }} as date_id,
        orders.line_count,
        orders.product_line_count,
        orders.is_cancelled,
        orders.customer_id is null as is_guest,
        {{ keys }}.order_id,
        orders.invoice_no,
        orders.source,
        orders.source as market,
        orders.customer_id,
        orders.order_status,
        orders.payment_method,
        orders.currency_code,
        orders.gross_amount,
        orders.total_amount,
        cast(orders.gross_amount * rates.usd_rate as numeric(18, 4)) as gross_amount_usd,
        cast(orders.total_amount * rates.usd_rate as numeric(18, 4)) as total_amount_usd
    from {{ keys }}
    {{ "left join orders on touched.order_id = orders.order_id" if is_incremental() }}
    left join customers on orders.customer_id = customers.customer_id
    left join countries on orders.country = countries.country
    left join rates on orders.currency_code = rates.currency_code and orders.order_date = rates.order_date
)

select * from final
