with buyers as (
    select * from {{ ref("agg_customers") }}
    where order_count > 0
),

members as (
    select * from {{ ref("dim_customers") }}
    where is_current
),

generations as (
    select * from {{ ref("dim_customer_generations") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

as_of as (
    select max(full_date) as as_of_date
    from dates
),

dated as (
    select
        buyers.*,
        coalesce(members.geo_id, -1) as geo_id,
        members.customer_tier,
        generations.generation,
        first_dates.full_date as first_order_date,
        last_dates.full_date as last_order_date,
        {{ dbt.datediff("coalesce(members.registration_date, first_dates.full_date)", "as_of.as_of_date", "day") }}
            as tenure_days,
        {{ dbt.datediff("first_dates.full_date", "as_of.as_of_date", "day") }} as days_since_first_order,
        {{ dbt.datediff("last_dates.full_date", "as_of.as_of_date", "day") }} as days_since_last_order
    from buyers
    inner join dates as first_dates on buyers.first_order_date_id = first_dates.date_id
    inner join dates as last_dates on buyers.last_order_date_id = last_dates.date_id
    cross join as_of
    left join members on buyers.customer_id = members.customer_id
    left join generations on buyers.customer_id = generations.customer_id
),

final as (
    select
        customer_id,
        source,
        market,
        geo_id,
        customer_tier,
        generation,
        case
            when tenure_days < 30 then 'New'
            when tenure_days < 365 then 'Active'
            else 'Established'
        end as customer_tenure,
        first_order_date,
        last_order_date,
        days_since_last_order,
        case
            when days_since_last_order <= 30 then 'Active'
            when days_since_last_order <= 90 then 'At Risk'
            when days_since_last_order <= 180 then 'Inactive'
            else 'Lost'
        end as recency_status,
        order_count,
        currency_code,
        net_amount as revenue_amount,
        net_amount_usd as revenue_usd,
        cast(net_amount_usd / order_count as numeric(18, 4)) as average_order_value_usd,
        profit_usd,
        case
            when net_amount_usd is null then 'Unknown'
            when net_amount_usd >= 1000 and order_count >= 5 then 'VIP'
            when net_amount_usd >= 500 and order_count >= 3 then 'High Value'
            when net_amount_usd >= 200 and order_count >= 2 then 'Medium Value'
            else 'Low Value'
        end as customer_segment,
        -- Order value x orders a year x 3 years, which is revenue a year x 3.
        cast(net_amount_usd * 365 * 3 / greatest(days_since_first_order, 365) as numeric(18, 4)) as estimated_clv_usd
    from dated
)

select * from final
