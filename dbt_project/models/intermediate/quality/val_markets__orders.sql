-- Guests name no customer and are no orphans. The marketplaces write a delivery task for every order, cancelled or
-- not.
{{ config(unique_key="batch_date") }}

with order_lines as (
    select * from {{ ref("int_markets__order_lines") }}
    where {{ changed_only("order_date", "changed_batches") }}
),

zones as (
    select * from {{ ref("source_systems") }}
    where source = 'markets'
),

orders as (
    select
        order_id,
        market,
        order_date as batch_date,
        currency_code,
        customer_id,
        ordered_at,
        order_amount,
        bool_or(abs(line_amount - quantity * unit_price) > 0.01) as is_mispriced
    from order_lines
    group by order_id, market, order_date, currency_code, customer_id, ordered_at, order_amount
),

referred as (
    select
        orders.*,
        {{ utc_to_local("orders.ordered_at", "coalesce(zones.time_zone, 'UTC')") }} as ordered_at_local,
        orders.order_amount * rates.usd_rate as order_amount_usd,
        exists(
            select 1 from {{ ref("snp_markets__customers") }} as customers
            where customers.customer_id = orders.customer_id
        ) as is_customer_known,
        exists(
            select 1 from {{ ref("int_markets__deliveries") }} as deliveries
            where deliveries.order_id = orders.order_id
        ) as is_delivered
    from orders
    left join {{ ref("int_daily_rates") }} as rates
        on orders.currency_code = rates.currency_code and orders.batch_date = rates.order_date
    left join zones on orders.market = zones.market
),

timed as (
    select
        *,
        {{ dbt.date_trunc("day", "ordered_at_local") }} as order_day,
        {{ is_hour_known("ordered_at") }} as is_hour_known
    from referred
),

judged as (
    select
        market,
        batch_date,
        is_hour_known,
        order_id as row_key,
        {{ failed_checks("markets", "orders", {
            "orphaned_orders_customer": "customer_id is not null and not is_customer_known",
            "unreasonable_orders": "order_amount < 1 or order_amount_usd > 10000",
            "orders_without_shipping": "not is_delivered",
            "price_mismatch": "is_mispriced",
            "orders_outside_business_hours": "is_hour_known and ordered_at_local not between "
                ~ dbt.dateadd("hour", 8, "order_day") ~ " and " ~ dbt.dateadd("hour", 18, "order_day"),
        }) }} as failed_checks
    from timed
),

{{ check_results("markets", "orders", {"orders_outside_business_hours": "not is_hour_known"}) }}

select * from final
