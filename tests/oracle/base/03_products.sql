-- Products as they are known now. A gift shop code that is none of a charge is a product; it names no category.
create table products as
with said_of as (
    select
        'storefront:' || code(product_id) as product_id,
        said(category) as category,
        file_day as day_said,
        coalesce(said(created_timestamp), file_day) as time_said,
        file_day,
        cast(row_number as bigint) as place
    from raw.storefront__products
    union all
    select
        'app:' || code(product_id), said(category), file_day,
        coalesce(cast(day(last_restock_date) as varchar), file_day), file_day, cast(row_number as bigint)
    from raw.app__inventory
    union all
    -- The order's time comes first here, then the file's day.
    select
        'markets.' || market || ':' || upper(code(sku)), said(category_name), cast(instant(order_time) as varchar),
        file_day, file_day, cast(row_number as bigint)
    from raw.markets__orders
    where said(sku) is not null
    union all
    select 'retail:' || upper(code(stockcode)), null, '', '', '', 0
    from raw.retail__invoices
)
select
    product_id,
    last(category order by day_said, time_said, file_day, place) as category
from said_of
group by product_id;

create macro is_charge(product_id) as
    product_id[8:] in (
        'POST', 'DOT', 'M', 'C2', 'D', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS'
    )
    or starts_with(product_id, 'retail:GIFT_')
    or starts_with(product_id, 'retail:DCGS');
