-- A build redoes the lines it must and no others: every line of a changed retail file (gone ones too), and the
-- storefront orders whose rows, customer or product changed. Widest columns first: Postgres pads a narrow one before a
-- wide one.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_keys",
    unique_key="sale_id",
    on_schema_change="fail",
    meta={"present_if": "source_file_key"},
    indexes=[{"columns": ["date_id"], "type": "brin"}]
) }}
{% set changed = changed_file_ids() %}
{% set touched_orders_sql = touched_storefront_orders(changed) %}
{% set touched_sales_sql = touched_sales(changed) %}

with sales_lines as (
    select * from {{ ref("int_sales_lines") }}
),

customers as (
    select * from {{ ref("dim_customers") }}
),

products as (
    select * from {{ ref("dim_products") }}
),

countries as (
    select * from {{ ref("int_countries") }}
),

rates as (
    select * from {{ ref("int_daily_rates") }}
),

{% if is_incremental() %}
touched_orders as (
    {{ touched_orders_sql }}
),

touched as (
    {{ touched_sales_sql }}
),

affected_lines as (
    select * from sales_lines
    where source = 'retail' and file_id in ({{ changed }})
    union all
    select sales_lines.*
    from sales_lines
    inner join touched_orders on sales_lines.order_id = touched_orders.order_id
    where sales_lines.source = 'storefront'
),

{% endif %}
{% set lines = "affected_lines" if is_incremental() else "sales_lines" %}
{% set keys = "touched" if is_incremental() else "sales_lines" %}
final as (
    select
        {{ lines }}.source_file_key,
        {{ lines }}.source_row,
        coalesce(customers.customer_key, -1) as customer_key,
        coalesce(products.product_key, -1) as product_key,
        case
            when {{ lines }}.country is not null then coalesce(countries.geo_id, -1)
            else coalesce(customers.geo_id, -1)
        end as geo_id,
        {{ lines }}.ordered_at,
        {{ lines }}.quantity,
        {{ date_id(lines ~ ".order_date") }} as date_id,
        {{ lines }}.line_number,
        {{ lines }}.is_product,
        {{ lines }}.is_cancelled,
        {{ lines }}.is_credited and {{ lines }}.is_product as is_return,
        {{ lines }}.customer_id is null as is_guest,
        {{ keys }}.sale_id,
        {{ lines }}.order_id,
        {{ lines }}.invoice_no,
        {{ lines }}.source,
        {{ lines }}.market,
        {{ lines }}.customer_id,
        {{ lines }}.product_id,
        {{ lines }}.currency_code,
        {{ lines }}.unit_price,
        cast(null as numeric(18, 4)) as discount_amount,
        {{ lines }}.total_price,
        cast(null as numeric(18, 4)) as unit_cost,
        cast({{ lines }}.total_price * rates.usd_rate as numeric(18, 4)) as total_price_usd,
        rates.usd_rate
    from {{ keys }}
    {{ "left join affected_lines on touched.sale_id = affected_lines.sale_id" if is_incremental() }}
    left join customers on {{ lines }}.customer_id = customers.customer_id
    left join products on {{ lines }}.product_id = products.product_id
    left join countries on {{ lines }}.country = countries.country
    left join rates on {{ lines }}.currency_code = rates.currency_code and {{ lines }}.order_date = rates.order_date
)

select * from final
