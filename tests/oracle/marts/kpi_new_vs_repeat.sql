-- key: date_id, source, currency_code
with series as (
    select distinct
        source,
        currency_code,
        min(order_date) over (partition by source) as first_day,
        max(order_date) over (partition by source) as last_day
    from counted_orders
),

ordered as (
    select
        source,
        currency_code,
        order_date,
        count(*) filter (where order_number = 1) as first_orders,
        coalesce(sum(total_amount) filter (where order_number = 1), 0) as first_amount,
        coalesce(sum(total_amount_usd) filter (where order_number = 1), 0) as first_usd,
        count(distinct customer_id) filter (where order_number > 1) as repeat_customers,
        count(*) filter (where order_number > 1) as repeat_orders,
        coalesce(sum(total_amount) filter (where order_number > 1), 0) as repeat_amount,
        coalesce(sum(total_amount_usd) filter (where order_number > 1), 0) as repeat_usd,
        bool_and(usd_rate is not null) as is_rated
    from counted_orders
    group by source, currency_code, order_date
)

select
    day_number(full_date) as date_id,
    full_date as sales_date,
    series.source,
    series.currency_code,
    coalesce(first_orders, 0) as first_order_count,
    in_money(coalesce(first_amount, 0)) as first_order_amount,
    case when coalesce(is_rated, true) then in_money(coalesce(first_usd, 0)) end as first_order_amount_usd,
    coalesce(repeat_customers, 0) as repeat_customer_count,
    coalesce(repeat_orders, 0) as repeat_order_count,
    in_money(coalesce(repeat_amount, 0)) as repeat_order_amount,
    case when coalesce(is_rated, true) then in_money(coalesce(repeat_usd, 0)) end as repeat_order_amount_usd
from series
inner join calendar on full_date between first_day and last_day
left join ordered
    on series.source = ordered.source and series.currency_code = ordered.currency_code and full_date = order_date
