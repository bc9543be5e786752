-- Totals come from the order, never from columns that repeat on its lines: retail adds up the parts its files hold, the
-- other shops write what the order comes to.
{{ config(
    materialized="incremental",
    unique_key="order_id",
    meta={"present_if": "date_id", "grows_by": "date_id", "day": "date_id"},
    indexes=[{"columns": ["date_id"]}, {"columns": ["customer_id"]}]
) }}
{% set changed = changed_file_ids() %}
{% set touched_sql = touched_orders(changed) %}
{% set parts = ["subtotal_amount", "discount_amount", "tax_amount", "shipping_amount", "tip_amount"] %}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

order_parts as (
    select * from {{ ref("int_retail__order_parts") }}
),

stated_orders as (
    select * from {{ ref("int_stated_orders") }}
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
    {{ touched_sql }}
    union
    select order_id from {{ ref("int_retail__order_parts") }}
    where file_id in ({{ changed }})
),

{% endif %}
retail as (
    select
        order_parts.order_id,
        'retail' as source,
        'retail' as market,
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
        {% for part in parts -%}
        cast(null as numeric(18, 4)) as {{ part }},
        {% endfor -%}
        cast(sum(order_parts.gross_amount) as numeric(18, 4)) as gross_amount,
        cast(sum(order_parts.total_amount) as numeric(18, 4)) as total_amount
    from {{ "touched" if is_incremental() else "order_parts" }}
    {{ join_each("touched", "order_parts", "order_id", "order_parts") if is_incremental() }}
    inner join files on order_parts.file_id = files.file_id and order_parts.attempt = files.attempt
    where files.is_visible
    group by order_parts.order_id, order_parts.invoice_no
),

stated as (
    select
        stated_orders.order_id,
        stated_orders.source,
        stated_orders.market,
        stated_orders.invoice_no,
        stated_orders.currency_code,
        stated_orders.order_status,
        stated_orders.payment_method,
        stated_orders.customer_id,
        stated_orders.country,
        stated_orders.ordered_at,
        stated_orders.order_date,
        {{ is_cancelled_status("stated_orders.order_status") }} as is_cancelled,
        stated_orders.line_count,
        stated_orders.line_count as product_line_count,
        stated_orders.quantity,
        {{ qualified("stated_orders", parts) }},
        case
            when {{ is_cancelled_status("stated_orders.order_status") }} then cast(0 as numeric(18, 4))
            else stated_orders.order_amount
        end as gross_amount,
        stated_orders.order_amount as total_amount
    from {{ "touched" if is_incremental() else "stated_orders" }}
    {{ join_each("touched", "stated_orders", "order_id", "stated_orders") if is_incremental() }}
),

orders as (
    select * from retail
    union all
    select * from stated
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
        orders.market,
        orders.customer_id,
        orders.order_status,
        orders.payment_method,
        orders.currency_code,
        orders.gross_amount,
        orders.total_amount,
        {{ qualified("orders", parts) }},
        cast(orders.gross_amount * rates.usd_rate as numeric(18, 4)) as gross_amount_usd,
        cast(orders.total_amount * rates.usd_rate as numeric(18, 4)) as total_amount_usd,
        rates.usd_rate
    from {{ keys }}
    {{ "left join orders on touched.order_id = orders.order_id" if is_incremental() }}
    left join customers on orders.customer_id = customers.customer_id
    left join countries on orders.country = countries.country
    left join rates on orders.currency_code = rates.currency_code and orders.order_date = rates.order_date
)

select * from final
