-- Per customer, the day of the first order: a customer's orders are looked through when one of them changed.
{{ config(unique_key="customer_id") }}

with orders as (
    select * from {{ ref("fct_orders") }}
    where {{ changed_only("customer_id") }} and customer_id is not null
),

ranked as (
    select
        orders.*,
        gross_amount > 0 as is_counted,
        row_number() over (
            partition by customer_id, gross_amount > 0 order by date_id, ordered_at, order_id
        ) as place
    from orders
),

final as (
    select
        customer_id,
        min(date_id) as first_date_id,
        min(order_id) filter (where is_counted and place = 1) as first_order_id
    from ranked
    group by customer_id
)

select * from final
