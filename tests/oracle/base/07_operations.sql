-- Deliveries, events and stock as they are known now.

-- Where the rider was left out, what stood behind moved left by one. A rider's number has seven digits and more.
create table delivery_items as
with told as (
    select
        *,
        said(agent_id) is not null and not regexp_full_match(said(agent_id), '[0-9]{7,}') as is_shifted
    from raw.markets__deliveries
),

straight as (
    select
        * replace (
            case when is_shifted then null else agent_id end as agent_id,
            case when is_shifted then agent_id else distance_m end as distance_m,
            case when is_shifted then distance_m else total_time_taken_min end as total_time_taken_min,
            case when is_shifted then total_time_taken_min else task_status end as task_status,
            case when is_shifted then task_status else ref_images end as ref_images,
            case when is_shifted then ref_images else rating end as rating,
            case when is_shifted then custom_template_id else task_details_qty end as task_details_qty,
            case when is_shifted then task_details_qty else task_details_amount end as task_details_amount,
            case when is_shifted then special_instructions else tip end as tip,
            case when is_shifted then tip else delivery_charges end as delivery_charges,
            case when is_shifted then delivery_charges else discount end as discount,
            case when is_shifted then discount else subtotal end as subtotal,
            case when is_shifted then subtotal else payment_type end as payment_type
        )
    from told
)

select
    straight.market,
    'markets.' || market || ':' || code(task_id) || ':' || regexp_extract(order_id, '[0-9]{2,}') as delivery_id,
    'markets.' || market || ':' || regexp_extract(order_id, '[0-9]{2,}') as order_id,
    code(task_id) as task_id,
    code(agent_id) as agent_id,
    said(team_name) as team_name,
    said(task_type) as task_type,
    status(task_status) as task_status,
    money(distance_m) as distance_m,
    money(total_time_taken_min) as duration_minutes,
    money(rating) as rating,
    money(task_details_qty) as quantity,
    money(task_details_amount) as amount,
    money(subtotal) as subtotal_amount,
    money(discount) as discount_amount,
    money(delivery_charges) as delivery_charge,
    money(tip) as tip_amount,
    status(payment_type) as payment_method,
    currency_code,
    cast(content_key as bigint) as content_key,
    cast(row_number as bigint) as place
from straight
inner join markets using (market)
qualify file_day = max(file_day) over (partition by delivery_id);

-- Rider, way and amounts are those of the item that has the subtotal.
create table deliveries as
select
    * exclude (quantity, amount),
    count(*) over whole_delivery as item_count,
    sum(quantity) over whole_delivery as item_quantity,
    sum(amount) over whole_delivery as item_amount
from delivery_items
window whole_delivery as (partition by delivery_id)
qualify row_number() over (partition by delivery_id order by subtotal_amount is null, place) = 1;

-- An event that came twice happened when it was first said to.
create table events as
select
    'app:' || code(event_id) as event_id,
    instant(timestamp) as occurred_at,
    lower(said(event_type)) as event_type,
    'app:' || code(user_id) as customer_id,
    said(session_id) as session_id,
    said(page) as page,
    'app:' || code(product_id) as product_id,
    said(device ->> 'type') as device_type,
    said(device ->> 'os') as device_os,
    said(device ->> 'browser') as device_browser,
    said(location ->> 'country') as country,
    said(location ->> 'city') as city,
    said(referrer) as referrer,
    properties,
    cast(row_number as bigint) as place
from raw.app__events
qualify row_number() over (
    partition by event_id
    order by instant(timestamp), file_day, cast(row_number as bigint)
) = 1;

create table shipments as
select
    'storefront:' || code(order_id) as order_id,
    said(tracking_number) as tracking_number,
    said(carrier) as carrier,
    said(service_type) as service_type,
    code(origin_warehouse) as origin_warehouse,
    money(shipping_cost) as shipping_cost,
    coalesce(upper(said(currency)), 'USD') as currency_code,
    day(estimated_delivery) as estimated_delivery_date,
    day(actual_delivery) as actual_delivery_date,
    said(shipping_status) as shipping_status,
    money(package_weight) as package_weight_kg,
    money(insurance_value) as insurance_value,
    cast(file_day as date) as batch_date,
    cast(content_key as bigint) as content_key,
    cast(row_number as bigint) as place
from raw.storefront__shipping
qualify row_number() over (
    partition by order_id, tracking_number
    order by file_day desc, coalesce(said(created_timestamp), file_day) desc, cast(row_number as bigint) desc
) = 1;

create table inventory_levels as
select
    'storefront' as source,
    'storefront:' || code(product_id) as product_id,
    code(warehouse_id) as warehouse,
    cast(file_day as date) as level_date,
    whole(stock_quantity) as stock_quantity,
    whole(reserved_quantity) as reserved_quantity,
    whole(available_quantity) as available_quantity,
    whole(reorder_level) as reorder_level,
    cast(null as bigint) as reorder_quantity,
    day(last_restocked) as last_restocked_date,
    day(last_audit) as last_audit_date,
    cast(null as decimal(18, 4)) as unit_cost,
    cast(content_key as bigint) as content_key,
    cast(row_number as bigint) as place
from raw.storefront__inventory
qualify row_number() over (
    partition by product_id, warehouse_id, file_day
    order by said(created_timestamp) desc nulls last, cast(row_number as bigint) desc
) = 1
union all
-- The mobile shop reserves nothing: what is there can be sold.
select
    'app', 'app:' || code(product_id), code(warehouse_location), cast(file_day as date), whole(current_stock), null,
    whole(current_stock), whole(reorder_level), whole(reorder_quantity), day(last_restock_date), null, money(cost_price), null, cast(row_number as bigint)
from raw.app__inventory
qualify row_number() over (
    partition by product_id, warehouse_location, file_day
    order by day(last_restock_date) desc nulls last, cast(row_number as bigint) desc
) = 1;
