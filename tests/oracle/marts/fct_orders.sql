-- key: order_id
select
    case when customers.customer_id is null then 'unknown' else orders.customer_id end as customer_member,
    coalesce(countries.country_name, 'Unknown') as country,
    orders.ordered_at,
    orders.quantity,
    day_number(orders.order_date) as date_id,
    orders.line_count,
    orders.product_line_count,
    orders.is_cancelled,
    orders.customer_id is null as is_guest,
    orders.is_hour_known,
    orders.is_refunded,
    orders.order_id,
    split_part(orders.order_id, ':', 2) as invoice_no,
    orders.source,
    orders.market,
    orders.customer_id,
    orders.order_status,
    orders.payment_method,
    orders.promotion,
    orders.time_of_day,
    orders.currency_code,
    orders.gross_amount,
    orders.total_amount,
    orders.subtotal_amount,
    orders.discount_amount,
    orders.tax_amount,
    orders.shipping_amount,
    orders.tip_amount,
    in_money(orders.gross_amount * orders.usd_rate) as gross_amount_usd,
    in_money(orders.total_amount * orders.usd_rate) as total_amount_usd,
    orders.usd_rate
from described_orders as orders
left join customer_versions as customers
    on orders.customer_id = customers.customer_id
    and orders.ordered_at >= customers.effective_from
    and orders.ordered_at < customers.effective_to
left join countries on lower(coalesce(orders.country, customers.country)) = lower(countries.spelling)
