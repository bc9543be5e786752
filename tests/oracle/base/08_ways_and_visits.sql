-- All deliveries with what they have from their order, and visits as their events tell them.
create table all_deliveries as
with all_of as (
    select
        order_id || ':' || tracking_number as delivery_id, order_id, 'storefront' as source, 'storefront' as market,
        'storefront:' || origin_warehouse as warehouse_id, carrier as delivered_by, service_type,
        status(shipping_status) as delivery_status, actual_delivery_date is not null as is_delivered,
        estimated_delivery_date, actual_delivery_date, shipping_cost as delivery_cost, currency_code,
        cast(null as decimal(18, 4)) as distance_m, cast(null as decimal(18, 4)) as duration_minutes,
        package_weight_kg, content_key, place
    from shipments
    union all
    select
        delivery_id, order_id, 'markets', market, null, team_name, task_type, task_status,
        coalesce(task_status = 'completed', false), null, null, delivery_charge, currency_code, distance_m,
        duration_minutes, null, content_key, place
    from deliveries
),

judged as (
    select
        all_of.*,
        orders.order_id is not null as is_ordered,
        orders.order_date,
        orders.ordered_at,
        orders.customer_id,
        coalesce(orders.country, customers.country) as country,
        case when customers.customer_id is null then 'unknown' else orders.customer_id end as customer_member,
        case when all_of.currency_code = 'USD' then 1.000000 else rates.usd_rate end as usd_rate,
        actual_delivery_date - estimated_delivery_date as delay_days
    from all_of
    left join orders on all_of.order_id = orders.order_id
    left join customers on orders.customer_id = customers.customer_id
    left join rates
        on all_of.currency_code = rates.currency_code
        and orders.order_date >= rates.first_day
        and orders.order_date < rates.next_day
)

select
    judged.*,
    case
        when source = 'markets' then null
        when actual_delivery_date is null then 'Pending'
        when estimated_delivery_date is null then null
        when actual_delivery_date <= estimated_delivery_date then 'On Time'
        when actual_delivery_date <= estimated_delivery_date + 1 then 'Slightly Delayed'
        else 'Delayed'
    end as timeliness
from judged;

-- What lay in a visit's cart at its end: of each product what went in and was not taken out again, at its average price.
create table carts as
with products as (
    select
        session_id,
        sum(coalesce(whole(properties ->> 'quantity'), 1)) filter (where event_type = 'add_to_cart') as came,
        coalesce(sum(coalesce(whole(properties ->> 'quantity'), 1)) filter (where event_type = 'remove_from_cart'), 0)
            as went,
        sum(coalesce(whole(properties ->> 'quantity'), 1) * money(properties ->> 'price'))
            filter (where event_type = 'add_to_cart') as worth,
        bool_and(money(properties ->> 'price') is not null) filter (where event_type = 'add_to_cart') as is_priced
    from events
    group by session_id, product_id
)
select
    session_id,
    cast(sum(came - went) as bigint) as quantity,
    case when bool_and(is_priced) then sum(ratio4(worth * cast(came - went as bigint), cast(came as bigint))) end as amount
from products
where came > went
group by session_id;

create table sessions as
with visits as (
    select
        session_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        first(customer_id order by occurred_at, event_id) as customer_id,
        first(lower(device_type) order by occurred_at, event_id) filter (where device_type is not null) as device_type,
        first(country_name order by occurred_at, event_id) filter (where country_name is not null) as country,
        list(event_type) as steps
    from events
    left join countries on lower(events.country) = lower(countries.spelling)
    where session_id is not null
    group by session_id
)
select
    visits.* exclude (steps),
    len(steps) as event_count,
    list_contains(steps, 'product_view') as has_viewed_product,
    list_contains(steps, 'add_to_cart') as has_added_to_cart,
    list_contains(steps, 'checkout_start') as has_started_checkout,
    list_contains(steps, 'purchase') as is_converted,
    case when list_contains(steps, 'purchase') then 0 else coalesce(quantity, 0) end as abandoned_quantity,
    case when list_contains(steps, 'purchase') or quantity is null then 0 else in_money(amount) end as abandoned_amount
from visits
left join carts using (session_id);
