{% set days = touched_batches("storefront", "chk_storefront__customers", [
    {"log": "chk_storefront__orders", "key": "customer_id"},
]) %}

with customers as (
    {{ rows_of_batches("chk_storefront__customers", ["customer_id"], [], days) }}
),

judged as (
    select
        'storefront' as market,
        customers.batch_date,
        customers.customer_id as row_key,
        {{ failed_checks("storefront", "customers", {
            "customers_without_orders": "orders.first_date is null or orders.first_date > customers.batch_date",
        }) }} as failed_checks
    from customers
    left join {{ first_known("chk_storefront__orders", "customer_id", "customers") }} as orders
        on {{ on_first_known("orders", "customer_id", "customers") }}
),

{{ check_results("storefront", "customers", days) }}

select * from final
