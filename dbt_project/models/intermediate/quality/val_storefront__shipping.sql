-- A parcel is known by its order: a tracking number leads to whoever receives it.
{{ config(unique_key="batch_date") }}

with shipments as (
    {{ rows_of_batches("chk_storefront__shipping", ["order_id", "tracking_number"], ["shipping_cost"]) }}
),

judged as (
    select
        'storefront' as market,
        shipments.batch_date,
        {{ own_id("shipments.order_id") }} as row_key,
        {{ failed_checks("storefront", "shipping", {
            "shipping_without_order": "orders.first_date is null or orders.first_date > shipments.batch_date",
            "unreasonable_shipping": "shipments.shipping_cost not between 0 and 100",
        }) }} as failed_checks
    from shipments
    left join {{ first_known("chk_storefront__orders", "order_id", "shipments") }} as orders on true
),

{{ check_results("storefront", "shipping") }}

select * from final
