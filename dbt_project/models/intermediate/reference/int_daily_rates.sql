-- The rate that holds on each business day: the latest one on or before it. A currency without such
-- a rate has no row, so its money in USD is null, never the amount itself.
with rates as (
    select
        currency_code,
        rate_date,
        usd_rate,
        lead(rate_date) over (partition by currency_code order by rate_date) as next_rate_date
    from {{ ref("fx_rates") }}
),

final as (
    select
        rates.currency_code,
        days.business_day as order_date,
        rates.usd_rate
    from {{ ref("int_business_days") }} as days
    inner join rates
        on days.business_day >= rates.rate_date
        and (days.business_day < rates.next_rate_date or rates.next_rate_date is null)
)

select * from final
