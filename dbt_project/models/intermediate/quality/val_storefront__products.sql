-- Stock is a level of the day, so it is compared within the batch; a product nobody stores has no stock to compare.
{{ config(unique_key="batch_date") }}

with products as (
    {{ rows_of_batches("chk_storefront__products", ["product_id"], ["stock_quantity"]) }}
),

shelves as (
    {{ rows_of_batches("chk_storefront__inventory", ["product_id", "warehouse_id"], ["stock_quantity"]) }}
),

stocks as (
    select
        batch_date,
        product_id,
        sum(stock_quantity) as stock_quantity
    from shelves
    group by batch_date, product_id
),

judged as (
    select
        'storefront' as market,
        products.batch_date,
        {{ own_id("products.product_id") }} as row_key,
        {{ failed_checks("storefront", "products", {
            "products_without_inventory": "stored.first_date is null or stored.first_date > products.batch_date",
            "stock_mismatch": "products.stock_quantity <> stocks.stock_quantity",
            "products_without_orders": "orders.first_date is null or orders.first_date > products.batch_date",
        }) }} as failed_checks
    from products
    left join stocks on products.batch_date = stocks.batch_date and products.product_id = stocks.product_id
    left join {{ first_known("chk_storefront__inventory", "product_id", "products") }} as stored on true
    left join {{ first_known("chk_storefront__orders", "product_id", "products") }} as orders on true
),

{{ check_results("storefront", "products") }}

select * from final
