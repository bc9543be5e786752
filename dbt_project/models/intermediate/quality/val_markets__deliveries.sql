-- A delivery names no day: its batch is the day of the file that counts for it.
{{ config(unique_key="batch_date") }}

with files as (
    select * from {{ ref("stg_ops__files") }}
    where {{ changed_only("latest_date", "changed_batches") }}
),

referred as (
    select
        deliveries.delivery_id,
        deliveries.market,
        files.latest_date as batch_date,
        deliveries.delivery_charge,
        deliveries.delivery_charge * rates.usd_rate as delivery_charge_usd,
        exists(
            select 1 from {{ ref("int_markets__order_lines") }} as orders
            where orders.order_id = deliveries.order_id
        ) as is_ordered
    from files
    inner join {{ ref("int_markets__deliveries") }} as deliveries on files.file_id = deliveries.file_id
    left join {{ ref("int_daily_rates") }} as rates
        on deliveries.currency_code = rates.currency_code and files.latest_date = rates.order_date
),

judged as (
    select
        market,
        batch_date,
        delivery_id as row_key,
        {{ failed_checks("markets", "deliveries", {
            "shipping_without_order": "not is_ordered",
            "unreasonable_shipping": "delivery_charge < 0 or delivery_charge_usd > 100",
        }) }} as failed_checks
    from referred
),

{{ check_results("markets", "deliveries") }}

select * from final
