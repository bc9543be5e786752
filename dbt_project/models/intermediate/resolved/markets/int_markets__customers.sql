-- The row that counts of each customer, by the time of registration.
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id"], "unique": true}]) }}

with customers as (
    {{ accepted_rows("chk_markets__customers") }}
),

ranked as (
    select
        customers.*,
        min(created_at) over (partition by customer_id) as first_known_at,
        row_number() over (partition by customer_id order by {{ newest_first("created_at") }}) as place
    from customers
    where {{ changed_only("customer_id") }}
),

final as (
    select
        customer_id,
        file_id,
        content_key,
        source_row,
        first_known_at,
        created_at as known_at,
        created_at,
        market,
        last_used_platform,
        is_blocked,
        language,
        outstanding_amount,
        loyalty_points,
        employee_count,
        rule_codes
    from ranked
    where place = 1
)

select * from final
