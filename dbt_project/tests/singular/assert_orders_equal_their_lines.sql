-- Fails if an order of fct_orders has other lines or pieces than fct_sales has, or if lines have no order; and, where
-- the shop states no total of its own (retail) or one line is the order (storefront), if it comes to another amount.
-- An order whose lines were all rejected has none. An audit, because it joins the whole history: an invoice may have
-- lines on two days.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "fct_orders"}}}) }}

with lines as (
    select
        order_id,
        count(*) as line_count,
        count(*) filter (where is_product) as product_line_count,
        sum(quantity) as quantity,
        sum(total_price) as total_amount,
        coalesce(
            sum(total_price) filter (where quantity > 0 and unit_price > 0 and total_price >= 0 and not is_cancelled), 0
        ) as gross_amount
    from {{ ref("fct_sales") }}
    group by order_id
),

orders as (
    select * from {{ ref("fct_orders") }}
)

select
    orders.order_id,
    lines.order_id as order_id_of_lines,
    orders.total_amount,
    lines.total_amount as total_of_lines
from orders
full join lines on orders.order_id = lines.order_id
where
    orders.line_count is distinct from coalesce(lines.line_count, 0)
    or orders.product_line_count is distinct from coalesce(lines.product_line_count, 0)
    or orders.quantity is distinct from coalesce(lines.quantity, 0)
    or orders.source in ('retail', 'storefront')
    and (
        orders.total_amount is distinct from lines.total_amount
        or orders.gross_amount is distinct from lines.gross_amount
    )
