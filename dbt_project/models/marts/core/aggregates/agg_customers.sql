-- Per customer, the day of the first order: a customer's orders are looked through when one of them changed.
{{ config(unique_key="customer_id") }}

with orders as (
    select * from {{ ref("fct_orders") }}
    where {{ changed_only("customer_id") }} and customer_id is not null
),

final as (
    select
        customer_id,
        min(date_id) as first_date_id
    from orders
    group by customer_id
)

select * from final
