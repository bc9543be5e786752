-- Customers as they are known now, with the country that orders take from them where they name none.
create table customers as
with said_of as (
    select
        'storefront:' || code(customer_id) as customer_id,
        said(country) as country,
        file_day as day_said,
        coalesce(said(created_timestamp), file_day) as time_said,
        cast(row_number as bigint) as place
    from raw.storefront__customers
    union all
    select 'markets.' || market || ':' || code(customer_id), market, '', '', 0
    from raw.markets__customers
    union all
    select 'retail:' || code(customerid), null, '', '', 0
    from raw.retail__invoices
    where said(customerid) is not null
    union all
    select 'app:' || code(customer_id), null, null, null, 0
    from raw.app__orders
    union all
    -- Of the mobile shop's the newest event that names a country tells it.
    select
        'app:' || code(user_id), said(location ->> 'country'),
        case when said(location ->> 'country') is not null then cast(instant(timestamp) as varchar) end,
        file_day, cast(row_number as bigint)
    from raw.app__events
    where said(user_id) is not null
)
select
    customer_id,
    last(country order by day_said nulls first, time_said nulls first, place) as country
from said_of
group by customer_id;
