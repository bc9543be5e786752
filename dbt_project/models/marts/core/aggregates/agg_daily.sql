-- What kpi_revenue lays out, on the days that have sales. A line is returned (is_return, negative quantity), sold (see
-- macro is_sold) or something else, and void or not (see is_void): a sale only called refunded is sold and returned.
-- So to the cent gross - return + other = net, and net + void is the sum of all lines. Discounts are those of orders.
-- USD is null where one of its addends has no rate: a sum that leaves some out would pass for the whole.
{% set grain = ["source", "market", "category", "currency_code"] %}
{% set parts = ["gross", "return", "other", "net", "void", "cost", "margin", "net_usd"] %}
{{ config(unique_key="date_id") }}

with sales as (
    select * from {{ ref("fct_sales") }}
    where {{ changed_only("date_id") }}
),

charged_orders as (
    select * from {{ ref("fct_orders") }}
    where {{ changed_only("date_id") }} and not is_cancelled
),

classified as (
    select
        sales.*,
        sales.quantity * sales.unit_cost as cost_amount,
        {{ is_sold("sales") }} as is_sold,
        {{ is_void("sales") }} as is_void,
        case when {{ is_void("sales") }} then 0 else sales.total_price_usd end as revenue_usd,
        sales.is_return and sales.quantity < 0 and sales.total_price <= 0 as is_returned,
        case
            when not sales.is_product then 'Charges and adjustments'
            else coalesce(products.category, 'Uncategorised')
        end as category
    from sales
    inner join {{ ref("dim_products") }} as products on sales.product_key = products.product_key
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
        sum(case when is_sold then total_price else 0 end) as gross,
        sum(case when is_returned then -total_price when is_sold and is_void then total_price else 0 end) as return,
        sum(case when is_sold or is_returned or is_void then 0 else total_price end) as other,
        sum(case when is_void then 0 else total_price end) as net,
        sum(case when is_void then total_price else 0 end) as void,
        sum(case when not is_void then cost_amount end) as cost,
        sum(case when not is_void and cost_amount is not null then total_price - cost_amount end) as margin,
        case when count(*) = count(revenue_usd) then sum(revenue_usd) end as net_usd,
        cast(null as numeric(18, 4)) as tax,
        cast(null as numeric(18, 4)) as shipping,
        cast(null as numeric(18, 4)) as discount
    from classified
    group by {{ grain | join(", ") }}, date_id, order_id
    -- What is charged on a whole order sells no line; it stands beside them, in the category of charges.
    union all
    select
        source,
        market,
        'Charges and adjustments' as category,
        currency_code,
        date_id,
        order_id,
        false as is_sold,
        0 as line_count,
        usd_rate,
        {% for part in parts[:-3] -%} 0 as {{ part }},
        {% endfor %}
        null as cost,
        null as margin,
        0 as net_usd,
        tax_amount as tax,
        shipping_amount as shipping,
        discount_amount as discount
    from charged_orders
    where coalesce(tax_amount, shipping_amount, discount_amount) is not null
),

final as (
    select
        date_id,
        {{ grain | join(", ") }},
        count(*) filter (where is_sold) as order_count,
        cast(sum(line_count) as {{ dbt.type_bigint() }}) as line_count,
        cast(max(usd_rate) as numeric(18, 6)) as usd_rate,
        {% for part in parts[:-1] + ["tax", "shipping", "discount"] -%}
        cast(sum({{ part }}) as numeric(18, 4)) as {{ part }}_amount,
        {% endfor -%}
        cast(case when count(*) = count(net_usd) then sum(net_usd) end as numeric(18, 4)) as net_amount_usd
    from orders
    group by {{ grain | join(", ") }}, date_id
)

select * from final
