-- A sales line is sold (see macro is_sold), returned (negative quantity) or something else; so gross - discount - return
-- + other = net holds to the cent, and net is the sum of all lines.
{% set amounts = ["gross", "discount", "return", "other", "net", "cost", "margin"] %}
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
        {% for amount in amounts %}sum({{ amount }}_amount) as {{ amount }}_amount{{ ", " if not loop.last }}{% endfor %}
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
        {% for column in grain %}series.{{ column }}, {% endfor %}
        coalesce(days.order_count, 0) as order_count,
        cast(coalesce(days.line_count, 0) as {{ dbt.type_bigint() }}) as line_count,
        {% for amount in amounts -%}
            cast(
                case when days.date_id is null then 0 else days.{{ amount }}_amount end as numeric(18, 4)
            ) as {{ amount }}_amount,
            {% set in_usd = "net_amount_usd" if amount == "net" else amount ~ "_amount * days.usd_rate" -%}
            cast(
                case when days.date_id is null then 0 else days.{{ in_usd }} end as numeric(18, 4)
            ) as {{ amount }}_amount_usd{{ "," if not loop.last }}
        {% endfor %}
    from series
    inner join dates on dates.date_id between series.first_date_id and series.last_date_id
    left join days
        on dates.date_id = days.date_id
        {% for column in grain %}and series.{{ column }} = days.{{ column }} {% endfor %}
)

select * from final
