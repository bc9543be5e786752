-- The shop has no customer file: a customer is whoever an invoice names, in the country of the newest one that has
-- one.
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id"], "unique": true}]) }}

with orders as (
    select * from {{ ref("int_retail__order_customers") }}
    where {{ changed_only("customer_id") }} and customer_id is not null
),

ranked as (
    select
        orders.*,
        min(ordered_at) over (partition by customer_id) as first_known_at,
        row_number() over (
            partition by customer_id
            order by case when country = 'Unspecified' then 1 else 0 end, ordered_at desc, order_id desc
        ) as place
    from orders
),

final as (
    select
        customer_id,
        country,
        first_known_at,
        ordered_at as known_at
    from ranked
    where place = 1
)

select * from final
