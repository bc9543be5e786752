-- What was said of the categories of products, with the time since when it is so. A gift shop code that is none of a charge
-- is a product; it names no category.
create table product_statements as
with said_of as (
    select
        'storefront:' || code(product_id) as product_id,
        said(category) as category,
        to_utc(coalesce(instant(created_timestamp), cast(day(file_day) as timestamp)), 'America/New_York') as valid_at,
        file_day,
        cast(row_number as bigint) as place,
        true as is_worth_saying
    from raw.storefront__products
    union all
    select
        'app:' || code(product_id), said(category),
        cast(coalesce(day(last_restock_date), day(file_day)) as timestamp), file_day, cast(row_number as bigint), true
    from raw.app__inventory
    union all
    -- A line without a price says nothing of its product, unless all are.
    select
        'markets.' || market || ':' || upper(code(sku)), said(category_name), instant(order_time), file_day,
        cast(row_number as bigint), money(unit_price) > 0
    from raw.markets__orders
    where said(sku) is not null
    union all
    select 'retail:' || upper(code(stockcode)), null, timestamp '0001-01-01', '', 0, true
    from raw.retail__invoices
)
select *
from said_of
qualify
    (is_worth_saying or not bool_or(is_worth_saying) over (partition by product_id))
    and row_number() over (
        partition by product_id, is_worth_saying, valid_at order by file_day desc, place desc
    ) = 1;

create table product_versions as
select
    product_id,
    category,
    case when row_number() over in_time = 1 then timestamp '0001-01-01' else valid_at end as effective_from,
    coalesce(lead(valid_at) over in_time, timestamp '9999-12-31') as effective_to
from product_statements
window in_time as (partition by product_id order by valid_at);

create table products as
select
    product_id,
    category
from product_versions
where effective_to = timestamp '9999-12-31';

create macro is_charge(product_id) as
    product_id[8:] in (
        'POST', 'DOT', 'M', 'C2', 'D', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS'
    )
    or starts_with(product_id, 'retail:GIFT_')
    or starts_with(product_id, 'retail:DCGS');
