{{ config(unique_key="batch_date") }}

with customers as (
    {{ rows_of_batches("chk_storefront__customers", ["customer_id"], []) }}
),

judged as (
    select
        'storefront' as market,
        customers.batch_date,
        {{ own_id("customers.customer_id") }} as row_key,
        {{ failed_checks("storefront", "customers", {
            "customers_without_orders": "orders.first_date is null or orders.first_date > customers.batch_date",
        }) }} as failed_checks
    from customers
    left join {{ first_known("chk_storefront__orders", "customer_id", "customers") }} as orders on true
),

{{ check_results("storefront", "customers") }}

select * from final
