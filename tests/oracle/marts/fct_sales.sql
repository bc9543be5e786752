-- key: sale_id
select
    lines.content_key as source_file_key,
    lines.place as source_row,
    case when customers.customer_id is null then 'unknown' else lines.customer_id end as customer_member,
    case when products.product_id is null then 'unknown' else lines.product_id end as product_member,
    coalesce(countries.country_name, 'Unknown') as country,
    lines.ordered_at,
    lines.quantity,
    day_number(lines.order_date) as date_id,
    lines.line_number,
    lines.is_product,
    lines.is_cancelled,
    lines.is_return,
    lines.customer_id is null as is_guest,
    lines.sale_id,
    lines.order_id,
    split_part(lines.order_id, ':', 2) as invoice_no,
    lines.source,
    lines.market,
    lines.customer_id,
    lines.product_id,
    lines.currency_code,
    lines.unit_price,
    lines.total_price,
    lines.unit_cost,
    lines.total_price_usd,
    lines.usd_rate
from lines
left join customer_versions as customers
    on lines.customer_id = customers.customer_id
    and lines.ordered_at >= customers.effective_from
    and lines.ordered_at < customers.effective_to
left join products on lines.product_id = products.product_id
-- The marketplaces sell in their country; where an order names none it is the customer's.
left join countries on lower(coalesce(lines.country, customers.country)) = lower(countries.spelling)
