-- Totals come from the order, never from columns that repeat on its lines.
{{ config(
    unique_key="order_id",
    indexes=[{"columns": ["date_id"]}, {"columns": ["customer_id", "date_id"]}]
) }}
{% set percent = "cast(cast(orders.discount_percent as numeric(18, 4)) as " ~ dbt.type_string() ~ ")" %}
{% set local_time = utc_to_local("orders.ordered_at", "coalesce(systems.time_zone, 'UTC')") %}

with orders as (
    select * from {{ ref("int_orders") }}
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
    select distinct order_id
    from {{ ref("int_doubts") }}
    where {{ changed_only("order_id") }}
),

systems as (
    select * from {{ ref("dim_source") }}
),

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
        orders.is_hour_known,
        doubtful.order_id is not null as has_warning,
        coalesce(orders.order_status in ('returned', 'refunded'), false) as is_refunded,
        orders.order_id,
        {{ own_id("orders.order_id") }} as invoice_no,
        orders.source,
        orders.market,
        orders.customer_id,
        orders.order_status,
        orders.payment_method,
        case
            when orders.promo_code is not null then orders.promo_code
            -- Without the zeros behind the point.
            when orders.discount_percent > 0 then trim(trailing '.' from trim(trailing '0' from {{ percent }})) || '%'
            when orders.discount_amount > 0 then 'Other discount'
            else 'No discount'
        end as promotion,
        case
            when not orders.is_hour_known then 'Unknown'
            when extract(hour from {{ local_time }}) < 6 then 'Early Morning'
            when extract(hour from {{ local_time }}) < 12 then 'Morning'
            when extract(hour from {{ local_time }}) < 18 then 'Afternoon'
            else 'Evening'
        end as time_of_day,
        orders.currency_code,
        orders.gross_amount,
        orders.total_amount,
        orders.subtotal_amount,
        orders.discount_amount,
        orders.tax_amount,
        orders.shipping_amount,
        orders.tip_amount,
        cast(orders.gross_amount * rates.usd_rate as numeric(18, 4)) as gross_amount_usd,
        cast(orders.total_amount * rates.usd_rate as numeric(18, 4)) as total_amount_usd,
        rates.usd_rate
    from orders
    left join doubtful on orders.order_id = doubtful.order_id
    left join customers
        on orders.customer_id = customers.customer_id
        and orders.ordered_at >= customers.effective_from
        and orders.ordered_at < customers.effective_to
    left join countries on orders.country = countries.country
    left join systems on orders.source = systems.source and orders.market = systems.market
    left join rates on orders.currency_code = rates.currency_code and orders.order_date = rates.order_date
)

select * from final
