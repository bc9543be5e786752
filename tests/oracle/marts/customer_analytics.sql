-- key: customer_id
with today as (
    select max(full_date) as as_of from calendar
),

-- The gift shop's customers are where the last invoice that says so was sent.
invoiced as (
    select customer_id, last(country order by ordered_at, order_id) filter (where country <> 'Unspecified') as country
    from orders
    where source = 'retail'
    group by customer_id
)

select
    buyers.customer_id,
    buyers.source,
    buyers.market,
    coalesce(countries.country_name, 'Unknown') as country,
    people.customer_tier,
    case
        when people.birth_date is null then null
        when date_sub('year', people.birth_date, as_of) < 25 then 'Gen Z'
        when date_sub('year', people.birth_date, as_of) < 40 then 'Millennial'
        when date_sub('year', people.birth_date, as_of) < 55 then 'Gen X'
        else 'Boomer+'
    end as generation,
    case
        when as_of - coalesce(people.registration_date, first_order_date) < 30 then 'New'
        when as_of - coalesce(people.registration_date, first_order_date) < 365 then 'Active'
        else 'Established'
    end as customer_tenure,
    first_order_date,
    last_order_date,
    as_of - last_order_date as days_since_last_order,
    case
        when as_of - last_order_date <= 30 then 'Active'
        when as_of - last_order_date <= 90 then 'At Risk'
        when as_of - last_order_date <= 180 then 'Inactive'
        else 'Lost'
    end as recency_status,
    order_count,
    buyers.currency_code,
    revenue_amount,
    revenue_usd,
    ratio4(revenue_usd, order_count) as average_order_value_usd,
    profit_usd,
    customer_segment,
    ratio4(revenue_usd * 3 * 365, greatest(as_of - first_order_date, 365)) as estimated_clv_usd
from buyers
cross join today
left join people using (customer_id)
left join customers using (customer_id)
left join invoiced using (customer_id)
left join countries on lower(coalesce(invoiced.country, customers.country)) = lower(countries.spelling)
