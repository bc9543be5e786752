-- When goods were given back for money, and how long after the sale. A shop that writes an order again says so with
-- the first version that calls it returned or refunded; the gift shop writes a credit invoice, which names no sale.
{{ config(unique_key="order_id", indexes=[{"columns": ["date_id"]}]) }}
{% set time_zone = "coalesce(shops.time_zone, 'UTC')" %}

with orders as (
    select * from {{ ref("fct_orders") }}
    where {{ changed_only("order_id") }}
),

sales as (
    select * from {{ ref("fct_sales") }}
    where is_return and {{ changed_only("order_id") }}
),

versions as (
    select * from {{ ref("int_order_versions") }}
    where order_status in ('returned', 'refunded') and {{ changed_only("order_id") }}
),

shops as (
    select * from {{ ref("dim_source") }}
),

-- The returns of agg_daily: lines that take back money, and sales that are called returned.
returned as (
    select
        order_id,
        cast(count(*) as integer) as line_count,
        cast(sum(abs(total_price)) as numeric(18, 4)) as refund_amount,
        cast(case when count(*) = count(total_price_usd) then sum(abs(total_price_usd)) end as numeric(18, 4))
            as refund_amount_usd
    from sales
    where quantity < 0 and total_price <= 0 or {{ is_sold("sales") }}
    group by order_id
),

said as (
    select
        order_id,
        min(valid_from) as refunded_at
    from versions
    group by order_id
),

-- A correction may move an order behind the version that said so; nobody gives back before the sale.
dated as (
    select
        orders.order_id,
        orders.source,
        orders.market,
        orders.currency_code,
        orders.customer_id,
        case when said.order_id is not null then orders.date_id end as sale_date_id,
        case
            when said.refunded_at > orders.ordered_at then said.refunded_at
            else orders.ordered_at
        end as refunded_at,
        cast({{ utc_to_local("orders.ordered_at", time_zone) }} as date) as order_date,
        {{ time_zone }} as time_zone,
        returned.line_count,
        returned.refund_amount,
        returned.refund_amount_usd
    from returned
    inner join orders on returned.order_id = orders.order_id
    left join said on returned.order_id = said.order_id
    left join shops on orders.source = shops.source and orders.market = shops.market
),

located as (
    select
        dated.*,
        cast({{ utc_to_local("refunded_at", "time_zone") }} as date) as refund_date
    from dated
),

final as (
    select
        refunded_at,
        {{ date_id("refund_date") }} as date_id,
        sale_date_id,
        case
            when sale_date_id is not null
                then cast({{ dbt.datediff("order_date", "refund_date", "day") }} as integer)
        end as days_to_refund,
        line_count,
        order_id,
        source,
        market,
        customer_id,
        currency_code,
        refund_amount,
        refund_amount_usd
    from located
)

select * from final
