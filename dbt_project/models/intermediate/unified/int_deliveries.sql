-- The deliveries of all shops: parcels of the web shop, tasks of the marketplaces. What a delivery costs is what the
-- carrier charges the shop, or what the marketplace charges for the task.
with parcels as (
    select * from {{ ref("int_storefront__shipping") }}
),

tasks as (
    select * from {{ ref("int_markets__deliveries") }}
),

final as (
    select
        delivery_id,
        'storefront' as source,
        'storefront' as market,
        content_key as source_file_key,
        source_row,
        order_id,
        warehouse_id,
        carrier as delivered_by,
        service_type,
        shipping_status as delivery_status,
        actual_delivery_date is not null as is_delivered,
        estimated_delivery_date,
        actual_delivery_date,
        {{ dbt.datediff("estimated_delivery_date", "actual_delivery_date", "day") }} as delay_days,
        shipping_cost as delivery_cost,
        currency_code,
        cast(null as numeric(18, 4)) as distance_m,
        cast(null as boolean) as is_distance_implausible,
        cast(null as numeric(18, 4)) as duration_minutes,
        package_weight_kg
    from parcels
    union all
    select
        delivery_id,
        'markets' as source,
        market,
        content_key as source_file_key,
        source_row,
        order_id,
        cast(null as {{ dbt.type_string() }}) as warehouse_id,
        team_name as delivered_by,
        task_type as service_type,
        task_status as delivery_status,
        coalesce(task_status = 'completed', false) as is_delivered,
        -- The marketplaces write neither what they promised nor when they came.
        cast(null as date) as estimated_delivery_date,
        cast(null as date) as actual_delivery_date,
        cast(null as integer) as delay_days,
        delivery_charge as delivery_cost,
        currency_code,
        distance_m,
        case when distance_m is not null then position('MARKETS_DELIVERIES_DISTANCE_IMPLAUSIBLE' in rule_codes) > 0 end
            as is_distance_implausible,
        duration_minutes,
        cast(null as numeric(18, 4)) as package_weight_kg
    from tasks
)

select * from final
