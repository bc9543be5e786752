-- A customer's first order is known by agg_customers, so whatever else the customer ordered on a day is a later one.
with days as (
    select * from {{ ref("agg_customer_days") }}
    where order_count > 0
),

customers as (
    select * from {{ ref("agg_customers") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

divided as (
    select
        days.date_id,
        days.source,
        days.currency_code,
        days.order_count,
        days.order_amount,
        days.order_amount_usd,
        case when customers.customer_id is not null then 1 else 0 end as first_order_count,
        coalesce(customers.first_order_amount, 0) as first_order_amount,
        case when customers.customer_id is not null then customers.first_order_amount_usd else 0 end
            as first_order_amount_usd
    from days
    left join customers
        on days.customer_id = customers.customer_id
        and days.date_id = customers.first_order_date_id
        and days.currency_code = customers.first_order_currency_code
),

summed as (
    select
        date_id,
        source,
        currency_code,
        sum(first_order_count) as first_order_count,
        sum(first_order_amount) as first_order_amount,
        case when count(*) = count(order_amount_usd) then sum(first_order_amount_usd) end as first_order_amount_usd,
        count(*) filter (where order_count > first_order_count) as repeat_customer_count,
        sum(order_count - first_order_count) as repeat_order_count,
        sum(order_amount - first_order_amount) as repeat_order_amount,
        case when count(*) = count(order_amount_usd) then sum(order_amount_usd - first_order_amount_usd) end
            as repeat_order_amount_usd
    from divided
    group by date_id, source, currency_code
),

-- A series is complete from the first to the last day on which a customer of its source ordered.
series as (
    select
        source,
        currency_code,
        min(min(date_id)) over (partition by source) as first_date_id,
        max(max(date_id)) over (partition by source) as last_date_id
    from summed
    group by source, currency_code
),

final as (
    select
        dates.date_id,
        dates.full_date as sales_date,
        series.source,
        series.currency_code,
        cast(coalesce(summed.first_order_count, 0) as {{ dbt.type_bigint() }}) as first_order_count,
        {{ zero_on_empty_day("summed.first_order_amount", "summed") }} as first_order_amount,
        {{ zero_on_empty_day("summed.first_order_amount_usd", "summed") }} as first_order_amount_usd,
        cast(coalesce(summed.repeat_customer_count, 0) as {{ dbt.type_bigint() }}) as repeat_customer_count,
        cast(coalesce(summed.repeat_order_count, 0) as {{ dbt.type_bigint() }}) as repeat_order_count,
        {{ zero_on_empty_day("summed.repeat_order_amount", "summed") }} as repeat_order_amount,
        {{ zero_on_empty_day("summed.repeat_order_amount_usd", "summed") }} as repeat_order_amount_usd
    from series
    inner join dates on dates.date_id between series.first_date_id and series.last_date_id
    left join summed
        on dates.date_id = summed.date_id
        and series.source = summed.source
        and series.currency_code = summed.currency_code
)

select * from final
