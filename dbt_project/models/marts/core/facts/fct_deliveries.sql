-- Parcels and tasks. A delivery has its day, customer and country from its order, since none of its own feed states
-- them; where the order is not known, neither are these.
{{ config(unique_key="delivery_id", indexes=[{"columns": ["order_id"]}, {"columns": ["date_id"]}]) }}

with deliveries as (
    select * from {{ ref("int_deliveries") }}
    where {{ changed_only("delivery_id") }}
),

orders as (
    select * from {{ ref("fct_orders") }}
),

warehouses as (
    select * from {{ ref("dim_warehouses") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

rates as (
    select * from {{ ref("int_daily_rates") }}
),

keyed as (
    select
        deliveries.*,
        orders.date_id,
        orders.ordered_at,
        orders.customer_id,
        coalesce(orders.customer_key, -1) as customer_key,
        coalesce(orders.geo_id, -1) as geo_id,
        coalesce(warehouses.warehouse_key, -1) as warehouse_key,
        -- No day is needed to know what a US dollar is worth.
        coalesce(rates.usd_rate, case when deliveries.currency_code = 'USD' then 1 end) as usd_rate
    from deliveries
    left join orders on deliveries.order_id = orders.order_id
    left join warehouses on deliveries.warehouse_id = warehouses.warehouse_id
    left join dates on orders.date_id = dates.date_id
    left join rates on deliveries.currency_code = rates.currency_code and dates.full_date = rates.order_date
),

converted as (
    select
        *,
        cast(delivery_cost * usd_rate as numeric(18, 4)) as delivery_cost_usd
    from keyed
),

final as (
    select
        source_file_key,
        source_row,
        customer_key,
        geo_id,
        warehouse_key,
        ordered_at,
        date_id,
        estimated_delivery_date,
        actual_delivery_date,
        delay_days,
        is_delivered,
        is_distance_implausible,
        delivery_id,
        order_id,
        source,
        market,
        customer_id,
        warehouse_id,
        delivered_by,
        service_type,
        delivery_status,
        case
            when source = 'markets' then null
            when actual_delivery_date is null then 'Pending'
            when delay_days <= 0 then 'On Time'
            when delay_days = 1 then 'Slightly Delayed'
            when delay_days > 1 then 'Delayed'
        end as timeliness,
        -- Bounds that other currencies make meaningless are taken in US dollars.
        case
            when delivery_cost_usd < 10 then 'Low'
            when delivery_cost_usd < 20 then 'Medium'
            when delivery_cost_usd >= 20 then 'High'
        end as cost_band,
        currency_code,
        delivery_cost,
        delivery_cost_usd,
        usd_rate,
        distance_m,
        duration_minutes,
        package_weight_kg
    from converted
)

select * from final
