-- The row that counts of each parcel of an order, by the file's day, then by the time of the record. The shop's own
-- number of the row means another parcel every day.
{{ config(unique_key="delivery_id", indexes=[{"columns": ["delivery_id"], "unique": true}]) }}

with parcels as (
    {{ accepted_rows("chk_storefront__shipping") }}
),

ranked as (
    select
        parcels.*,
        row_number() over (partition by delivery_id order by {{ newest_first("created_at") }}) as place
    from parcels
    where {{ changed_only("delivery_id") }}
),

final as (
    select
        delivery_id,
        file_id,
        content_key,
        source_row,
        order_id,
        warehouse_id,
        carrier,
        service_type,
        replace(lower(shipping_status), ' ', '_') as shipping_status,
        estimated_delivery_date,
        actual_delivery_date,
        shipping_cost,
        currency_code,
        package_weight_kg
    from ranked
    where place = 1
)

select * from final
