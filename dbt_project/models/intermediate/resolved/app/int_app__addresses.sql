-- The mobile shop has no customer file: where somebody lives is what the newest order with an address says, of each
-- order the row that counts.
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id"], "unique": true}]) }}

with orders as (
    select * from {{ ref("int_app__order_lines") }}
    where line_number = 1 and customer_id is not null and {{ changed_only("customer_id") }}
),

stated as (
    {{ accepted_rows("chk_app__orders") }}
),

ranked as (
    select
        orders.customer_id,
        orders.order_id,
        orders.ordered_at,
        stated.shipping_address,
        stated.billing_address,
        row_number() over (
            partition by orders.customer_id order by orders.ordered_at desc, orders.order_id desc
        ) as place
    from orders
    inner join stated on orders.file_id = stated.file_id and orders.source_row = stated.source_row
    where stated.shipping_address is not null or stated.billing_address is not null
),

final as (
    select
        customer_id,
        order_id,
        ordered_at,
        shipping_address,
        billing_address
    from ranked
    where place = 1
)

select * from final
