{{ config(unique_key="batch_date") }}

with shelves as (
    {{ rows_of_batches("chk_storefront__inventory", ["product_id", "warehouse_id"], []) }}
),

judged as (
    select
        'storefront' as market,
        shelves.batch_date,
        {{ own_id("shelves.product_id") }} || ' in ' || {{ own_id("shelves.warehouse_id") }} as row_key,
        {{ failed_checks("storefront", "inventory", {
            "inventory_without_product": "products.first_date is null or products.first_date > shelves.batch_date",
        }) }} as failed_checks
    from shelves
    left join {{ first_known("chk_storefront__products", "product_id", "shelves") }} as products on true
),

{{ check_results("storefront", "inventory") }}

select * from final
