-- What was ordered: of an order that comes again the newest says what it is; invoice lines add up.
create table web_orders as
select
    'storefront:' || code(order_id) as order_id,
    'storefront:' || code(customer_id) as customer_id,
    'storefront:' || code(product_id) as product_id,
    day(order_date) as order_date,
    -- The hour is that of the record, if it was made on the day of the order.
    case
        when day(created_timestamp[:10]) = day(order_date) then cast(created_timestamp as timestamp)
        else cast(day(order_date) as timestamp)
    end as at_local,
    money(order_amount) as amount,
    coalesce(upper(said(currency)), 'USD') as currency_code,
    status(payment_method) as payment_method,
    status(order_status) as order_status,
    cast(content_key as bigint) as content_key,
    cast(row_number as bigint) as place
from raw.storefront__orders
qualify row_number() over (
    partition by order_id
    order by file_day desc, coalesce(said(created_timestamp), file_day) desc, cast(row_number as bigint) desc
) = 1;

create table market_lines as
select
    market,
    'markets.' || market || ':' || code(order_id) as order_id,
    'markets.' || market || ':' || code(customer_id) as customer_id,
    'markets.' || market || ':' || upper(code(sku)) as product_id,
    cast(to_local(instant(order_time), time_zone) as date) as order_date,
    instant(order_time) as ordered_at,
    whole(quantity) as quantity,
    money(unit_price) as unit_price,
    money(cost_price) as unit_cost,
    money(total_price) as total_price,
    money(order_total) as total_amount,
    money(sub_total) as subtotal_amount,
    money(discount) as discount_amount,
    money(tax) as tax_amount,
    money(delivery_charge) as shipping_amount,
    money(tip) as tip_amount,
    status(payment_method) as payment_method,
    status(order_status) as order_status,
    said(promo_code) as promo_code,
    currency_code,
    cast(content_key as bigint) as content_key,
    cast(row_number as bigint) as place,
    row_number() over (partition by market, order_id, file_day order by cast(row_number as bigint)) as line_number
from raw.markets__orders
inner join markets using (market)
qualify file_day = max(file_day) over (partition by market, order_id);

create table app_orders as
select
    'app:' || code(order_id) as order_id,
    'app:' || code(customer_id) as customer_id,
    instant(order_date) as ordered_at,
    items,
    money(total_amount) as total_amount,
    money(subtotal) as subtotal_amount,
    money(discount_percent) as discount_percent,
    money(discount_amount) as discount_amount,
    money(tax_amount) as tax_amount,
    money(shipping_cost) as shipping_amount,
    status(payment_method) as payment_method,
    status(status) as order_status,
    coalesce(upper(said(currency)), 'USD') as currency_code,
    cast(content_key as bigint) as content_key,
    cast(row_number as bigint) as place
from raw.app__orders
qualify row_number() over (
    partition by order_id
    order by file_day desc, instant(order_date) desc, cast(row_number as bigint) desc
) = 1;

create table lines as
with said_of as (
    select
        'retail' as source, 'retail' as market, 'GBP' as currency_code,
        'retail:' || content_key || ':' || row_number as sale_id,
        'retail:' || code(invoiceno) as order_id,
        cast(row_number as bigint) as line_number,
        cast(invoicedate as date) as order_date,
        to_utc(cast(invoicedate as timestamp), 'Europe/London') as ordered_at,
        'retail:' || code(customerid) as customer_id,
        'retail:' || upper(code(stockcode)) as product_id,
        coalesce(said(country), 'Unspecified') as country,
        whole(quantity) as quantity,
        money(unitprice) as unit_price,
        in_money(whole(quantity) * money(unitprice)) as total_price,
        cast(null as decimal(18, 4)) as unit_cost,
        starts_with(invoiceno, 'C') as is_cancelled,
        starts_with(invoiceno, 'C') and whole(quantity) < 0 as is_taken_back,
        cast(content_key as bigint) as content_key,
        cast(row_number as bigint) as place
    from raw.retail__invoices
    union all
    select
        'storefront', 'storefront', currency_code, order_id || ':1', order_id, 1, order_date,
        to_utc(at_local, 'America/New_York'), customer_id, product_id, null, 1, amount, amount, null,
        order_status in ('cancelled', 'canceled'), order_status in ('returned', 'refunded'), content_key, place
    from web_orders
    union all
    select
        'markets', market, currency_code, order_id || ':' || line_number, order_id, line_number, order_date, ordered_at,
        customer_id, product_id, market, quantity, unit_price, total_price, unit_cost,
        order_status in ('cancelled', 'canceled'), order_status in ('returned', 'refunded'), content_key, place
    from market_lines
    union all
    select
        'app', 'app', currency_code, order_id || ':' || item.position, order_id, item.position,
        cast(ordered_at as date), ordered_at, customer_id, 'app:' || code(item.product_id), null, whole(item.quantity),
        money(item.unit_price), in_money(whole(item.quantity) * money(item.unit_price)), null,
        order_status in ('cancelled', 'canceled'), order_status in ('returned', 'refunded'), content_key, place
    from app_orders
    cross join lateral (
        select
            unnest(range(1, cast(json_array_length(items) as bigint) + 1)) as position,
            unnest(items ->> '$[*].product_id') as product_id,
            unnest(items ->> '$[*].quantity') as quantity,
            unnest(items ->> '$[*].unit_price') as unit_price
    ) as item
)
select
    said_of.*,
    not (source = 'retail' and is_charge(said_of.product_id)) as is_product,
    usd_rate,
    in_money(total_price * usd_rate) as total_price_usd,
    -- The three kinds of money: sold, gone back, or void because the shop takes the sale back without a line for it.
    quantity > 0 and unit_price > 0 and total_price >= 0 and not is_cancelled as is_sold,
    is_taken_back and not (source = 'retail' and is_charge(said_of.product_id)) as is_return,
    quantity > 0 and (is_cancelled or (is_taken_back and not (source = 'retail' and is_charge(said_of.product_id))))
        as is_void
from said_of
left join rates
    on said_of.currency_code = rates.currency_code
    and order_date >= rates.first_day
    and order_date < rates.next_day;

create table orders as
with stated as (
    select
        'retail' as source, 'retail' as market, currency_code, order_id, min(customer_id) as customer_id,
        min(country) as country, min(ordered_at) as ordered_at, min(order_date) as order_date, null as order_status,
        null as payment_method, cast(null as decimal(18, 4)) as subtotal_amount,
        cast(null as decimal(18, 4)) as discount_amount, cast(null as decimal(18, 4)) as tax_amount,
        cast(null as decimal(18, 4)) as shipping_amount, cast(null as decimal(18, 4)) as tip_amount,
        sum(total_price) as total_amount,
        coalesce(sum(total_price) filter (where is_sold), 0) as gross_amount,
        bool_or(is_cancelled) as is_cancelled,
        to_local(min(ordered_at), 'Europe/London') as at_local,
        count(*) as line_count, count(*) filter (where is_product) as product_line_count, sum(quantity) as quantity,
        null as promo_code, cast(null as decimal(18, 4)) as discount_percent
    from lines
    where source = 'retail'
    group by order_id, currency_code
    union all
    select
        'storefront', 'storefront', currency_code, order_id, customer_id, null, to_utc(at_local, 'America/New_York'),
        order_date, order_status, payment_method, null, null, null, null, null, amount,
        case when order_status in ('cancelled', 'canceled') then 0 else amount end,
        coalesce(order_status in ('cancelled', 'canceled'), false), at_local, 1, 1, 1, null, null
    from web_orders
    union all
    select
        'markets', market, currency_code, order_id, customer_id, market, ordered_at, order_date, order_status,
        payment_method, subtotal_amount, discount_amount, tax_amount, shipping_amount, tip_amount, total_amount,
        case when order_status = 'cancelled' then 0 else total_amount end,
        coalesce(order_status = 'cancelled', false), ordered_at,
        count(*) over whole_order, count(*) over whole_order, sum(quantity) over whole_order, promo_code, null
    from market_lines
    window whole_order as (partition by order_id)
    qualify line_number = 1
    union all
    select
        'app', 'app', currency_code, order_id, customer_id, null, ordered_at, cast(ordered_at as date), order_status,
        payment_method, subtotal_amount, discount_amount, tax_amount, shipping_amount, null, total_amount,
        case when order_status = 'cancelled' then 0 else total_amount end,
        coalesce(order_status = 'cancelled', false), ordered_at,
        (select count(*) from lines where lines.order_id = app_orders.order_id),
        (select count(*) from lines where lines.order_id = app_orders.order_id),
        (select sum(quantity) from lines where lines.order_id = app_orders.order_id), null, discount_percent
    from app_orders
)
select
    stated.*,
    at_local <> date_trunc('day', at_local) as is_hour_known,
    usd_rate
from stated
left join rates
    on stated.currency_code = rates.currency_code
    and order_date >= rates.first_day
    and order_date < rates.next_day;
