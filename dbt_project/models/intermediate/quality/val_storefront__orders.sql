-- An order is judged in every batch that holds it. Price and state of its product are those of the day it was placed:
-- an order that comes again after a price change is no mismatch.
{{ config(unique_key="batch_date") }}

with orders as (
    {{ rows_of_batches("chk_storefront__orders", ["order_id"], [
        "customer_id", "product_id", "order_date", "ordered_at", "order_amount", "currency_code", "order_status"
    ]) }}
),

referred as (
    select
        orders.*,
        {{ utc_to_local("orders.ordered_at", "'America/New_York'") }} as ordered_at_local,
        customers.customer_id is not null as is_customer_known,
        customers.customer_tier,
        products.product_id is not null or later_products.product_id is not null as is_product_known,
        coalesce(products.price, later_products.price) as price,
        coalesce(products.currency_code, later_products.currency_code) as price_currency_code,
        case
            when products.product_id is null then later_products.is_discontinued else products.is_discontinued
        end as is_discontinued,
        coalesce(shipments.first_date <= orders.batch_date, false) as is_shipped
    from orders
    left join {{ last_known("chk_storefront__customers", "customer_id", ["customer_tier"], "orders") }} as customers
        on true
    left join
        {{ last_known(
            "chk_storefront__products", "product_id", ["price", "currency_code", "is_discontinued"], "orders",
            day="order_date"
        ) }} as products
        on true
    -- The shop sold it before a batch named it, as the day before the first batch.
    left join
        {{ last_known(
            "chk_storefront__products", "product_id", ["price", "currency_code", "is_discontinued"], "orders",
            where="products.product_id is null and orders.order_date < orders.batch_date"
        ) }} as later_products
        on true
    left join {{ first_known("chk_storefront__shipping", "order_id", "orders") }} as shipments on true
),

timed as (
    select
        *,
        {{ dbt.date_trunc("day", "ordered_at_local") }} as order_day,
        {{ is_hour_known("ordered_at_local") }} as is_hour_known
    from referred
),

judged as (
    select
        'storefront' as market,
        batch_date,
        is_hour_known,
        {{ own_id("order_id") }} as row_key,
        {{ failed_checks("storefront", "orders", {
            "orphaned_orders_customer": "not is_customer_known",
            "orphaned_orders_product": "not is_product_known",
            "unreasonable_orders": "order_amount not between 1 and 10000",
            "orders_without_shipping": "not is_shipped and not " ~ is_cancelled_status("order_status"),
            "discontinued_product_orders": "is_discontinued",
            "price_mismatch": "abs(order_amount - price) > 0.01 and currency_code = price_currency_code",
            "low_value_premium_orders": "customer_tier = 'premium' and order_amount < 100",
            "orders_outside_business_hours": "is_hour_known and ordered_at_local not between "
                ~ dbt.dateadd("hour", 8, "order_day") ~ " and " ~ dbt.dateadd("hour", 18, "order_day"),
        }) }} as failed_checks
    from timed
),

{{ check_results("storefront", "orders", {"orders_outside_business_hours": "not is_hour_known"}) }}

select * from final
