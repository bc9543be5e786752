{% set compared = [
    "order_count", "revenue_usd", "average_order_value_usd", "customer_count", "product_count", "profit_usd",
    "average_clv_usd",
] %}
with totals as (
    select * from {{ ref("agg_daily_totals") }}
),

first_orders as (
    select * from {{ ref("agg_customers") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

-- Before the first sale there is nothing to sum up, and of days after the last one nobody knows yet what they sold.
selling_days as (
    select date_id from totals
    union
    select first_date_id as date_id from first_orders
),

bounds as (
    select
        min(date_id) as first_date_id,
        max(date_id) as last_date_id
    from selling_days
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
            case
                when bool_and(totals.date_id is null or totals.customer_revenue_usd is not null) over running
                    then sum(totals.customer_revenue_usd) over running
            end / nullif(sum(newcomers.new_customer_count) over running, 0) as numeric(18, 4)
        ) as average_clv_usd
    from bounds
    inner join dates on dates.date_id between bounds.first_date_id and bounds.last_date_id
    left join totals on dates.date_id = totals.date_id
    left join newcomers on dates.date_id = newcomers.first_date_id
    window running as (order by dates.date_id rows between unbounded preceding and current row)
),

final as (
    select
        measured.*,
        {% for measure in compared -%}
        cast(
            cast({{ measure }} - lag({{ measure }}) over by_day as numeric(18, 4))
            / nullif(abs(lag({{ measure }}) over by_day), 0) as numeric(18, 6)
        ) as {{ measure }}_change_rate,
        {% endfor -%}
        margin_rate - lag(margin_rate) over by_day as margin_rate_change
    from measured
    window by_day as (order by date_id)
)

select * from final
