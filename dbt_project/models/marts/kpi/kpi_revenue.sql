-- A sales line is sold (see macro is_sold), returned (negative quantity) or something else; so to the cent
-- gross - discount - return + other = net, and net is the sum of all lines.
{% set grain = ["source", "market", "category", "currency_code"] %}

with sales as (
    select * from {{ ref("fct_sales") }}
),

products as (
    select * from {{ ref("dim_products") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

classified as (
    select
        sales.*,
        coalesce(sales.discount_amount, 0) as line_discount,
        sales.quantity * sales.unit_cost as cost_amount,
        {{ is_sold("sales") }} as is_sold,
        sales.quantity < 0 as is_returned,
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
        sum(case when is_returned then -total_price else 0 end) as return_amount,
        sum(case when is_sold or is_returned then 0 else total_price end) as other_amount,
        sum(total_price) as net_amount,
        sum(total_price_usd) as net_amount_usd,
        sum(cost_amount) as cost_amount,
        sum(case when cost_amount is not null then total_price - cost_amount end) as margin_amount
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
        sum(cost_amount) as cost_amount,
        sum(margin_amount) as margin_amount
    from orders
    group by {{ grain | join(", ") }}, date_id
),

-- A series is complete from the first to the last day on which its market sold anything.
series as (
    select
        {{ grain | join(", ") }},
        min(min(date_id)) over (partition by source, market) as first_date_id,
        max(max(date_id)) over (partition by source, market) as last_date_id
    from days
    group by {{ grain | join(", ") }}
),

final as (
    select
        dates.date_id,
        dates.full_date as sales_date,
        series.source,
        series.market,
        series.category,
        series.currency_code,
        coalesce(days.order_count, 0) as order_count,
        cast(coalesce(days.line_count, 0) as {{ dbt.type_bigint() }}) as line_count,
        {{ zero_on_empty_day("days.gross_amount", "days") }} as gross_amount,
        {{ zero_on_empty_day("days.gross_amount * days.usd_rate", "days") }} as gross_amount_usd,
        {{ zero_on_empty_day("days.discount_amount", "days") }} as discount_amount,
        {{ zero_on_empty_day("days.discount_amount * days.usd_rate", "days") }} as discount_amount_usd,
        {{ zero_on_empty_day("days.return_amount", "days") }} as return_amount,
        {{ zero_on_empty_day("days.return_amount * days.usd_rate", "days") }} as return_amount_usd,
        {{ zero_on_empty_day("days.other_amount", "days") }} as other_amount,
        {{ zero_on_empty_day("days.other_amount * days.usd_rate", "days") }} as other_amount_usd,
        {{ zero_on_empty_day("days.net_amount", "days") }} as net_amount,
        {{ zero_on_empty_day("days.net_amount_usd", "days") }} as net_amount_usd,
        cast(null as numeric(18, 4)) as tax_amount,
        cast(null as numeric(18, 4)) as tax_amount_usd,
        cast(null as numeric(18, 4)) as shipping_amount,
        cast(null as numeric(18, 4)) as shipping_amount_usd,
        {{ zero_on_empty_day("days.cost_amount", "days") }} as cost_amount,
        {{ zero_on_empty_day("days.cost_amount * days.usd_rate", "days") }} as cost_amount_usd,
        {{ zero_on_empty_day("days.margin_amount", "days") }} as margin_amount,
        {{ zero_on_empty_day("days.margin_amount * days.usd_rate", "days") }} as margin_amount_usd
    from series
    inner join dates on dates.date_id between series.first_date_id and series.last_date_id
    left join days
        on dates.date_id = days.date_id
        and series.source = days.source
        and series.market = days.market
        and series.category = days.category
        and series.currency_code = days.currency_code
)

select * from final
