-- key: delivery_id
select
    content_key as source_file_key,
    place as source_row,
    customer_member,
    coalesce(countries.country_name, 'Unknown') as country,
    coalesce(warehouse_id, 'unknown') as warehouse_member,
    ordered_at,
    day_number(order_date) as date_id,
    estimated_delivery_date,
    actual_delivery_date,
    cast(delay_days as integer) as delay_days,
    is_delivered,
    distance_m > 100000 as is_distance_implausible,
    delivery_id,
    all_deliveries.order_id,
    source,
    market,
    customer_id,
    warehouse_id,
    delivered_by,
    service_type,
    delivery_status,
    timeliness,
    case
        when usd_rate is null or delivery_cost is null then null
        when delivery_cost * usd_rate < 10 then 'Low'
        when delivery_cost * usd_rate < 20 then 'Medium'
        else 'High'
    end as cost_band,
    currency_code,
    delivery_cost,
    in_money(delivery_cost * usd_rate) as delivery_cost_usd,
    cast(usd_rate as decimal(18, 6)) as usd_rate,
    distance_m,
    duration_minutes,
    package_weight_kg
from all_deliveries
left join countries on lower(all_deliveries.country) = lower(countries.spelling)
