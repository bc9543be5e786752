-- Of two middle values the mean.
create macro middle(amounts) as
    (list_sort(amounts)[(len(amounts) + 1) // 2] + list_sort(amounts)[len(amounts) // 2 + 1]) * 0.5;
create macro month_number(of_day) as cast(strftime(of_day, '%Y%m') as integer);

-- Products with what the newest word on each says, and since when anything is said of it.
create table product_details as
with said_of as (
    select
        'storefront:' || code(product_id) as product_id,
        nullif(trim(product_name), '') as product_name,
        money(price) as unit_price,
        lower(said(discontinued)) in ('true', 'yes', '1') as is_discontinued,
        day(launch_date) as launch_date,
        to_utc(coalesce(instant(created_timestamp), cast(day(file_day) as timestamp)), 'America/New_York') as valid_at,
        file_day,
        cast(row_number as bigint) as place
    from raw.storefront__products
    union all
    select
        'app:' || code(product_id), nullif(trim(product_name), ''), money(retail_price),
        lower(said(is_active)) in ('false', 'no', '0'), null,
        cast(coalesce(day(last_restock_date), day(file_day)) as timestamp), file_day, cast(row_number as bigint)
    from raw.app__inventory
    union all
    -- Lines without a price say something only of products that have no others.
    select
        'markets.' || market || ':' || upper(code(sku)), null, money(unit_price), false, null, instant(order_time),
        file_day, cast(row_number as bigint)
    from raw.markets__orders
    where said(sku) is not null
    qualify money(unit_price) > 0 or max(money(unit_price)) over (partition by market, upper(code(sku))) = 0
    union all
    -- Of the gift shop's the first sale of each day speaks; a line that is none only for what was never sold.
    select product_id, description, unit_price, false, null, ordered_at, '', place
    from (
        select
            'retail:' || upper(code(stockcode)) as product_id,
            nullif(trim(description), '') as description,
            money(unitprice) as unit_price,
            to_utc(instant(invoicedate), 'Europe/London') as ordered_at,
            cast(row_number as bigint) as place,
            cast(content_key as bigint) as content_key,
            cast(instant(invoicedate) as date) as of_day,
            whole(quantity) > 0 and money(unitprice) > 0 and nullif(trim(description), '') is not null as is_sale
        from raw.retail__invoices
    )
    qualify
        row_number() over (
            partition by product_id, of_day order by is_sale desc, ordered_at, content_key, place
        ) = 1
        and (is_sale or not bool_or(is_sale) over (partition by product_id))
)

select
    said_of.* exclude (valid_at, file_day, place),
    min(valid_at) over (partition by product_id) as first_known_at
from said_of
qualify row_number() over (partition by product_id order by valid_at desc, file_day desc, place desc) = 1;

-- What became of orders. Kept is one that is sold and not taken back, or that a discount gave away whole.
create table described_orders as
with line_sums as (
    select
        order_id,
        sum(quantity) filter (where is_sold) as pieces,
        sum(total_price) as net,
        case when count(*) = count(total_price_usd) then sum(total_price_usd) end as net_usd,
        case when count(*) = count(unit_cost) then sum(quantity * unit_cost) end as cost,
        case when count(*) = count(unit_cost) then sum(quantity * unit_cost * usd_rate) end as cost_usd
    from lines
    group by order_id
),

told as (
    select
        orders.*,
        month_number(order_date) as month_id,
        isodow(order_date) >= 6 as is_weekend,
        coalesce(payment_method, 'Not stated') as paid_by,
        coalesce(order_status in ('returned', 'refunded'), false) as is_refunded,
        case
            when promo_code is not null then upper(promo_code)
            when discount_percent > 0 then regexp_replace(cast(discount_percent as varchar), '\.?0+$', '') || '%'
            when discount_amount > 0 then 'Other discount'
            else 'No discount'
        end as promotion,
        hour(case when source = 'markets' then to_local(ordered_at, time_zone) else at_local end) as hour_of_day
    from orders
    left join markets using (market)
)

select
    told.*,
    case
        when not is_hour_known then 'Unknown'
        else ['Early Morning', 'Morning', 'Afternoon', 'Evening'][hour_of_day // 6 + 1]
    end as time_of_day,
    not is_cancelled and not is_refunded and (gross_amount > 0 or coalesce(discount_amount, 0) > 0) as is_kept,
    pieces, net, net_usd, cost, cost_usd,
    coalesce(discount_amount, 0) as discount
from told
left join line_sums using (order_id);

create table first_orders as
select customer_id, order_id
from orders
where customer_id is not null and gross_amount > 0
qualify row_number() over (partition by customer_id order by order_date, ordered_at, order_id) = 1;

-- What is sold of a product in a month and in one currency.
create table product_months as
select
    month_number(order_date) as month_id,
    source, market, product_id, currency_code,
    min(order_date) filter (where is_sold) as first_day,
    max(order_date) filter (where is_sold) as last_day,
    count(distinct order_id) filter (where is_sold) as orders,
    coalesce(sum(quantity) filter (where is_sold), 0) as sold,
    coalesce(sum(-quantity) filter (where is_return and quantity < 0 and total_price <= 0), 0)
    + coalesce(sum(quantity) filter (where is_sold and is_void), 0) as returned,
    coalesce(sum(total_price) filter (where not is_void), 0) as net,
    case
        when count(*) filter (where not is_void and total_price_usd is null) = 0
            then coalesce(sum(total_price_usd) filter (where not is_void), 0)
    end as net_usd
from lines
where is_product and product_id is not null
group by all;
