{% set days = touched_batches("storefront", "chk_storefront__inventory", [
    {"log": "chk_storefront__products", "key": "product_id"},
]) %}

with shelves as (
    {{ rows_of_batches("chk_storefront__inventory", ["product_id", "warehouse_id"], [], days) }}
),

judged as (
    select
        'storefront' as market,
        shelves.batch_date,
        shelves.product_id || ' in ' || shelves.warehouse_id as row_key,
        {{ failed_checks("storefront", "inventory", {
            "inventory_without_product": "products.first_date is null or products.first_date > shelves.batch_date",
        }) }} as failed_checks
    from shelves
    left join {{ first_known("chk_storefront__products", "product_id", "shelves") }} as products
        on {{ on_first_known("products", "product_id", "shelves") }}
),

{{ check_results("storefront", "inventory", days) }}

select * from final
