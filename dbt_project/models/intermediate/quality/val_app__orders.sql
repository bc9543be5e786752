-- The mobile shop has no customer file: whoever orders has used the app, so an event of the customer is expected.
{{ config(unique_key="batch_date") }}

with order_lines as (
    select * from {{ ref("int_app__order_lines") }}
    where {{ changed_only("order_date", "changed_batches") }}
),

listed as (
    select
        order_lines.*,
        stocked.product_id is not null as is_product_known,
        stocked.is_active
    from order_lines
    left join lateral (
        select
            stock.product_id,
            stock.is_active
        from {{ ref("chk_app__inventory") }} as stock
        inner join {{ ref("int_file_versions") }} as files
            on stock.file_id = files.file_id and stock.attempt = files.attempt
        where stock.product_id = order_lines.product_id and stock.is_accepted and files.is_visible
        order by
            case when stock.level_date <= order_lines.order_date then 0 else 1 end,
            abs({{ dbt.datediff("stock.level_date", "order_lines.order_date", "day") }}), files.file_day desc,
            files.arrival desc, files.content_key desc, stock.source_row desc
        limit 1
    ) as stocked on true
),

orders as (
    select
        order_id,
        market,
        order_date as batch_date,
        customer_id,
        ordered_at,
        order_amount,
        bool_and(is_product_known) as is_product_known,
        bool_or(not is_active) as is_discontinued,
        abs(subtotal_amount - sum(line_amount)) > 0.01
        or abs(
            subtotal_amount - coalesce(discount_amount, 0) + coalesce(tax_amount, 0) + coalesce(shipping_amount, 0)
            - order_amount
        ) > 0.02 as is_mispriced
    from listed
    group by
        order_id, market, order_date, customer_id, ordered_at, order_amount, subtotal_amount, discount_amount,
        tax_amount, shipping_amount
),

referred as (
    select
        orders.*,
        exists(
            select 1
            from {{ ref("chk_app__events") }} as events
            inner join {{ ref("stg_ops__files") }} as files
                on events.file_id = files.file_id and events.attempt = files.attempt
            where events.customer_id = orders.customer_id and events.is_accepted and files.is_visible
        ) as is_customer_known
    from orders
),

timed as (
    select
        *,
        {{ dbt.date_trunc("day", "ordered_at") }} as order_day,
        {{ is_hour_known("ordered_at") }} as is_hour_known
    from referred
),

judged as (
    select
        market,
        batch_date,
        is_hour_known,
        order_id as row_key,
        {{ failed_checks("app", "orders", {
            "orphaned_orders_customer": "not is_customer_known",
            "orphaned_orders_product": "not is_product_known",
            "unreasonable_orders": "order_amount not between 1 and 10000",
            "discontinued_product_orders": "is_discontinued",
            "price_mismatch": "is_mispriced",
            "orders_outside_business_hours": "is_hour_known and ordered_at not between "
                ~ dbt.dateadd("hour", 8, "order_day") ~ " and " ~ dbt.dateadd("hour", 18, "order_day"),
        }) }} as failed_checks
    from timed
),

{{ check_results("app", "orders", {"orders_outside_business_hours": "not is_hour_known"}) }}

select * from final
