-- What kpi_revenue lays out, on the days that have sales. A sales line is returned (is_return,
-- booked with a negative quantity), sold (see macro is_sold) or something else, and void or not (see macro is_void):
-- a sale that is only called refunded is sold and returned. So to the cent gross - discount - return + other = net,
-- and net + void is the sum of all lines. What is charged or taken off on a whole order belongs to no line and to no
-- product, so it stands beside them, with the charges.
{% set grain = ["source", "market", "category", "currency_code"] %}
{% set charges = ["tax", "shipping", "order_discount"] %}
{% set parts = ["gross", "discount", "return", "other", "net", "void", "cost", "margin"] %}
{{ config(unique_key="date_id") }}

with sales as (
    select * from {{ ref("fct_sales") }}
    where {{ changed_only("date_id") }}
),

stated_orders as (
    select * from {{ ref("fct_orders") }}
    where {{ changed_only("date_id") }} and not is_cancelled
),

products as (
    select * from {{ ref("dim_products") }}
),

classified as (
    select
        sales.*,
        coalesce(sales.discount_amount, 0) as line_discount,
        sales.quantity * sales.unit_cost as cost_amount,
        {{ is_sold("sales") }} as is_sold,
        {{ is_void("sales") }} as is_void,
        sales.is_return and sales.quantity < 0 as is_returned,
        case
            when not sales.is_product then 'Charges and adjustments'
            else coalesce(products.category, 'Uncategorised')
        end as category
    from sales
    inner join products on sales.product_key = products.product_key
),

-- Orders first, then days: two hash aggregations cost far less than counting distinct orders over the lines.
orders as (
    select
        {{ grain | join(", ") }},
        date_id,
        order_id,
        bool_or(is_sold) as is_sold,
        count(*) as line_count,
        max(usd_rate) as usd_rate,
        sum(case when is_sold then total_price + line_discount else 0 end) as gross_amount,
        sum(case when is_sold then line_discount else 0 end) as discount_amount,
        sum(case when is_returned then -total_price when is_sold and is_void then total_price else 0 end)
            as return_amount,
        sum(case when is_sold or is_returned or is_void then 0 else total_price end) as other_amount,
        sum(case when is_void then 0 else total_price end) as net_amount,
        sum(case when is_void then 0 else total_price_usd end) as net_amount_usd,
        sum(case when is_void then total_price else 0 end) as void_amount,
        sum(case when not is_void then cost_amount end) as cost_amount,
        sum(case when not is_void and cost_amount is not null then total_price - cost_amount end) as margin_amount
    from classified
    group by {{ grain | join(", ") }}, date_id, order_id
),

days as (
    select
        {{ grain | join(", ") }},
        date_id,
        count(*) filter (where is_sold) as order_count,
        sum(line_count) as line_count,
        max(usd_rate) as usd_rate,
        sum(net_amount_usd) as net_amount_usd,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(return_amount) as return_amount,
        sum(other_amount) as other_amount,
        sum(net_amount) as net_amount,
        sum(void_amount) as void_amount,
        sum(cost_amount) as cost_amount,
        sum(margin_amount) as margin_amount
    from orders
    group by {{ grain | join(", ") }}, date_id
),

charged as (
    select
        source,
        market,
        'Charges and adjustments' as category,
        currency_code,
        date_id,
        max(usd_rate) as usd_rate,
        sum(tax_amount) as tax_amount,
        sum(shipping_amount) as shipping_amount,
        sum(discount_amount) as order_discount_amount
    from stated_orders
    where coalesce(tax_amount, shipping_amount, discount_amount) is not null
    group by source, market, currency_code, date_id
),

-- A day may have lines of that category, orders with charges, or both.
combined as (
    select
        coalesce(days.date_id, charged.date_id) as date_id,
        {% for column in grain -%}
        coalesce(days.{{ column }}, charged.{{ column }}) as {{ column }},
        {% endfor -%}
        coalesce(days.usd_rate, charged.usd_rate) as usd_rate,
        coalesce(days.order_count, 0) as order_count,
        coalesce(days.line_count, 0) as line_count,
        {% for part in ["gross", "discount", "return", "other", "net", "void"] -%}
        coalesce(days.{{ part }}_amount, 0) as {{ part }}_amount,
        {% endfor -%}
        days.cost_amount,
        days.margin_amount,
        case when days.date_id is null then 0 else days.net_amount_usd end as net_amount_usd,
        charged.tax_amount,
        charged.shipping_amount,
        charged.order_discount_amount
    from days
    full join charged
        on days.date_id = charged.date_id
        and days.source = charged.source
        and days.market = charged.market
        and days.category = charged.category
        and days.currency_code = charged.currency_code
),

final as (
    select
        combined.date_id,
        combined.source,
        combined.market,
        combined.category,
        combined.currency_code,
        combined.order_count,
        cast(combined.line_count as {{ dbt.type_bigint() }}) as line_count,
        cast(combined.usd_rate as numeric(18, 6)) as usd_rate,
        {% for part in parts + charges -%}
        cast(combined.{{ part }}_amount as numeric(18, 4)) as {{ part }}_amount,
        {% endfor -%}
        cast(combined.net_amount_usd as numeric(18, 4)) as net_amount_usd
    from combined
)

select * from final
