-- The row that counts of each order, by the file's day, then by the time of the record.
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders"},
    indexes=[
        {"columns": ["order_id"], "unique": true}, {"columns": ["customer_id"]}, {"columns": ["product_id"]},
        {"columns": ["order_date"]}
    ]
) }}

with orders as (
    {{ accepted_rows("chk_storefront__orders") }}
),

ranked as (
    select
        orders.*,
        row_number() over (partition by order_id order by {{ newest_first("known_at") }}) as place
    from orders
    where {{ changed_only("order_id", "restated_orders") }}
),

final as (
    select
        order_id,
        file_id,
        content_key,
        source_row,
        customer_id,
        product_id,
        order_date,
        ordered_at,
        created_at,
        order_amount,
        currency_code,
        replace(lower(payment_method), ' ', '_') as payment_method,
        replace(lower(order_status), ' ', '_') as order_status,
        rule_codes
    from ranked
    where place = 1
)

select * from final
