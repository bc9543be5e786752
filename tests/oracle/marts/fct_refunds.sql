-- key: order_id
select
    to_utc(refunded_at_local, clock_zone) as refunded_at,
    day_number(refunded_at_local) as date_id,
    day_number(sale_date) as sale_date_id,
    days_between as days_to_refund,
    line_count,
    order_id,
    source,
    market,
    customer_id,
    currency_code,
    amount as refund_amount,
    amount_usd as refund_amount_usd
from refunds
