-- Every day from the first to the last on which any accepted row sells something, current or not.
create table calendar as
with sold_on as (
    select cast(invoicedate as date) as order_date from raw.retail__invoices
    union
    select day(order_date) from raw.storefront__orders
    union
    select cast(to_local(instant(order_time), time_zone) as date)
    from raw.markets__orders inner join markets using (market)
    union
    select cast(instant(order_date) as date) from raw.app__orders
)
select cast(unnest(generate_series(min(order_date), max(order_date), interval 1 day)) as date) as full_date
from sold_on;
