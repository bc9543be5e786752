with windows as (
    select * from {{ ref("agg_customer_windows") }}
),

final as (
    select
        window_start_date,
        cast({{ dbt.dateadd("day", 10, "window_start_date") }} as date) as window_end_date,
        customer_id,
        source,
        market,
        currency_code,
        order_count,
        order_amount as total_order_amount,
        order_amount_usd as total_order_amount_usd,
        cast(order_amount / order_count as numeric(18, 4)) as average_order_amount,
        cast(order_amount_usd / order_count as numeric(18, 4)) as average_order_amount_usd,
        highest_order_amount,
        highest_order_amount_usd,
        lowest_order_amount,
        lowest_order_amount_usd,
        quantity as total_quantity,
        cast(cast(quantity as numeric(18, 4)) / order_count as numeric(18, 4)) as average_quantity,
        delivery_distance_m as total_delivery_distance_m,
        cast(delivery_distance_m / nullif(measured_delivery_count, 0) as numeric(18, 4)) as average_delivery_distance_m,
        product_count
    from windows
)

select * from final
