with totals as (
    select * from {{ ref("agg_daily_totals") }}
),

first_orders as (
    select * from {{ ref("agg_customers") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

newcomers as (
    select
        first_date_id,
        count(*) as new_customer_count
    from first_orders
    group by first_date_id
),

measured as (
    select
        dates.date_id,
        dates.full_date as summary_date,
        coalesce(totals.order_count, 0) as order_count,
        {{ zero_on_empty_day("totals.revenue_usd", "totals") }} as revenue_usd,
        cast(totals.revenue_usd / nullif(totals.order_count, 0) as numeric(18, 4)) as average_order_value_usd,
        coalesce(totals.customer_count, 0) as customer_count,
        coalesce(totals.product_count, 0) as product_count,
        {{ zero_on_empty_day("totals.profit_usd", "totals") }} as profit_usd,
        totals.margin_rate,
        cast(
            sum(totals.customer_revenue_usd) over running
            / nullif(sum(newcomers.new_customer_count) over running, 0) as numeric(18, 4)
        ) as average_clv_usd
    from dates
    left join totals on dates.date_id = totals.date_id
    left join newcomers on dates.date_id = newcomers.first_date_id
    window running as (order by dates.date_id rows between unbounded preceding and current row)
),

final as (
    select
        measured.*,
        {{ change_rate("order_count") }} as order_count_change_rate,
        {{ change_rate("revenue_usd") }} as revenue_usd_change_rate,
        {{ change_rate("average_order_value_usd") }} as average_order_value_usd_change_rate,
        {{ change_rate("customer_count") }} as customer_count_change_rate,
        {{ change_rate("product_count") }} as product_count_change_rate,
        {{ change_rate("profit_usd") }} as profit_usd_change_rate,
        {{ change_rate("average_clv_usd") }} as average_clv_usd_change_rate,
        margin_rate - lag(margin_rate) over by_day as margin_rate_change
    from measured
    window by_day as (order by date_id)
)

select * from final
