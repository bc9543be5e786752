-- The rate that holds on each day on which something was sold: the latest one on or before it. A currency without such
-- a rate has no row, so its money in USD is null, never the amount itself.
with rates as (
    select
        currency_code,
        rate_date,
        usd_rate,
        lead(rate_date) over (partition by currency_code order by rate_date) as next_rate_date
    from {{ ref("fx_rates") }}
),

sales_dates as (
    select distinct order_date
    from {{ ref("int_sales_dates") }}
),

final as (
    select
        rates.currency_code,
        sales_dates.order_date,
        rates.usd_rate
    from sales_dates
    inner join rates
        on sales_dates.order_date >= rates.rate_date
        and (sales_dates.order_date < rates.next_rate_date or rates.next_rate_date is null)
)

select * from final
