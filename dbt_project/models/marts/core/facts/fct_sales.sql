-- Widest columns first: Postgres pads a narrow one before a wide one.
{{ config(
    unique_key="order_id",
    indexes=[{"columns": ["order_id"]}, {"columns": ["date_id"]}]
) }}

with sales_lines as (
    select * from {{ ref("int_sales_lines") }}
    where {{ changed_only("order_id") }}
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

doubtful as (
    select distinct sale_id
    from {{ ref("int_doubts") }}
    where {{ changed_only("order_id") }}
),

final as (
    select
        sales_lines.source_file_key,
        sales_lines.source_row,
        coalesce(customers.customer_key, -1) as customer_key,
        coalesce(products.product_key, -1) as product_key,
        case
            when sales_lines.country is not null then coalesce(countries.geo_id, -1)
            else coalesce(customers.geo_id, -1)
        end as geo_id,
        sales_lines.ordered_at,
        sales_lines.quantity,
        {{ date_id("sales_lines.order_date") }} as date_id,
        sales_lines.line_number,
        sales_lines.is_product,
        sales_lines.is_cancelled,
        sales_lines.is_credited and sales_lines.is_product as is_return,
        sales_lines.customer_id is null as is_guest,
        doubtful.sale_id is not null as has_warning,
        sales_lines.sale_id,
        sales_lines.order_id,
        {{ own_id("sales_lines.order_id") }} as invoice_no,
        sales_lines.source,
        sales_lines.market,
        sales_lines.customer_id,
        sales_lines.product_id,
        sales_lines.currency_code,
        sales_lines.unit_price,
        sales_lines.total_price,
        sales_lines.unit_cost,
        cast(sales_lines.total_price * rates.usd_rate as numeric(18, 4)) as total_price_usd,
        rates.usd_rate
    from sales_lines
    left join doubtful on sales_lines.sale_id = doubtful.sale_id
    left join customers
        on sales_lines.customer_id = customers.customer_id
        and sales_lines.ordered_at >= customers.effective_from
        and sales_lines.ordered_at < customers.effective_to
    -- A product of the gift shop has up to a version a day: the newest that is old enough, by the index.
    left join lateral (
        select versions.product_key
        from {{ ref("dim_products") }} as versions
        where versions.product_id = sales_lines.product_id and versions.effective_from <= sales_lines.ordered_at
        order by versions.effective_from desc
        limit 1
    ) as products on true
    left join countries on sales_lines.country = countries.country
    left join rates on sales_lines.currency_code = rates.currency_code and sales_lines.order_date = rates.order_date
)

select * from final
