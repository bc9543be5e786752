-- What the marts about customers share: an order counts when it was not cancelled and comes to something, and what a
-- customer spends is what all lines come to that are not void.
create table counted_orders as
select
    *,
    in_money(total_amount * usd_rate) as total_amount_usd,
    row_number() over (partition by customer_id order by order_date, ordered_at, order_id) as order_number
from orders
where customer_id is not null and not is_cancelled and gross_amount > 0;

create table spent as
select
    customer_id,
    order_date,
    currency_code,
    case when is_void then 0 else total_price end as amount,
    case when is_void then 0 else total_price_usd end as amount_usd,
    case when not is_void then total_price_usd - quantity * unit_cost * usd_rate end as profit_usd,
    case when not is_void and unit_cost is not null then total_price_usd end as costed_usd,
    unit_cost is not null and not is_void and usd_rate is null as is_cost_unrated
from lines
where customer_id is not null;

-- The newest word on each customer: tier, registration and birth.
create table people as
select
    'storefront:' || code(customer_id) as customer_id,
    last(said(customer_tier) order by file_day, coalesce(said(created_timestamp), file_day), cast(row_number as bigint))
        as customer_tier,
    last(day(registration_date) order by file_day, coalesce(said(created_timestamp), file_day), cast(row_number as bigint))
        as registration_date,
    last(day(date_of_birth) order by file_day, coalesce(said(created_timestamp), file_day), cast(row_number as bigint))
        as birth_date
from raw.storefront__customers
group by all
union all
select
    'markets.' || market || ':' || code(customer_id),
    null,
    cast(to_local(max(instant(created_at)), any_value(time_zone)) as date),
    null
from raw.markets__customers
inner join markets using (market)
group by market, code(customer_id);

create table buyers as
with bought as (
    select
        customer_id,
        min(source) as source,
        min(market) as market,
        count(*) as order_count,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date
    from counted_orders
    group by customer_id
),

-- The warehouse rounds what came of a cost and a rate by customer and day.
days as (
    select
        customer_id,
        sum(amount) as amount,
        case when count(*) = count(amount_usd) then sum(amount_usd) end as amount_usd,
        in_money(sum(profit_usd)) as profit_usd,
        sum(costed_usd) as costed_usd,
        bool_or(is_cost_unrated) as is_cost_unrated
    from spent
    group by customer_id, order_date, currency_code
),

paid as (
    select
        customer_id,
        sum(amount) as revenue,
        case when count(*) = count(amount_usd) then sum(amount_usd) end as revenue_usd,
        case when not bool_or(is_cost_unrated) then sum(profit_usd) end as profit_usd,
        case when not bool_or(is_cost_unrated) then sum(costed_usd) end as costed_usd
    from days
    group by customer_id
),

currencies as (
    select customer_id, case when count(distinct currency_code) = 1 then min(currency_code) end as currency_code
    from (select customer_id, currency_code from orders union all select customer_id, currency_code from lines)
    group by customer_id
)

select
    bought.*,
    currencies.currency_code,
    case when currencies.currency_code is not null then in_money(coalesce(revenue, 0)) end as revenue_amount,
    case when paid.customer_id is null then 0 else in_money(revenue_usd) end as revenue_usd,
    in_money(profit_usd) as profit_usd,
    in_money(costed_usd) as costed_usd,
    case
        when paid.customer_id is not null and revenue_usd is null then 'Unknown'
        when revenue_usd >= 1000 and order_count >= 5 then 'VIP'
        when revenue_usd >= 500 and order_count >= 3 then 'High Value'
        when revenue_usd >= 200 and order_count >= 2 then 'Medium Value'
        else 'Low Value'
    end as customer_segment
from bought
left join paid using (customer_id)
left join currencies using (customer_id);

-- Which of equal parts a place is in; where they cannot be equal, the first ones have one more.
create macro part(place, everybody, parts) as
    case
        when place <= (everybody % parts) * (everybody // parts + 1)
            then (place - 1) // (everybody // parts + 1) + 1
        else parts - (everybody - place) // (everybody // parts)
    end;
