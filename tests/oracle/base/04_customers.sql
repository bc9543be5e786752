-- What was said of customers, with the time since when it is so: the country that orders take from them where they name
-- none. Of the mobile shop's customers only events name one.
create table customer_statements as
with said_of as (
    select
        'storefront:' || code(customer_id) as customer_id,
        said(country) as country,
        to_utc(coalesce(instant(created_timestamp), cast(day(file_day) as timestamp)), 'America/New_York') as valid_at,
        file_day,
        cast(row_number as bigint) as place
    from raw.storefront__customers
    union all
    select 'markets.' || market || ':' || code(customer_id), market, instant(created_at), file_day, cast(row_number as bigint)
    from raw.markets__customers
    union all
    select 'retail:' || code(customerid), null, to_utc(instant(invoicedate), 'Europe/London'), file_day, cast(row_number as bigint)
    from raw.retail__invoices
    where said(customerid) is not null
    union all
    select 'app:' || code(customer_id), null, instant(order_date), file_day, cast(row_number as bigint)
    from raw.app__orders
    union all
    select 'app:' || code(user_id), said(location ->> 'country'), instant(timestamp), file_day, cast(row_number as bigint)
    from raw.app__events
    where said(user_id) is not null
)
select *
from said_of
qualify
    (country is not null or max(country) over (partition by customer_id) is null)
    and row_number() over (partition by customer_id, country is null, valid_at order by file_day desc, place desc) = 1;

create table customer_versions as
select
    customer_id,
    country,
    case when row_number() over in_time = 1 then timestamp '0001-01-01' else valid_at end as effective_from,
    coalesce(lead(valid_at) over in_time, timestamp '9999-12-31') as effective_to
from customer_statements
window in_time as (partition by customer_id order by valid_at);

create table customers as
select
    customer_id,
    country
from customer_versions
where effective_to = timestamp '9999-12-31';
