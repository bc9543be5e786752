-- What each customer ordered on a day, and what the lines of the day came to. Aggregates of customers that are coarser
-- add these rows up, so that none of them reads the facts of other days again.
{{ config(unique_key="date_id") }}

with orders as (
    select * from {{ ref("fct_orders") }}
    where {{ changed_only("date_id") }} and customer_id is not null
),

sales as (
    select * from {{ ref("fct_sales") }}
    where {{ changed_only("date_id") }} and customer_id is not null
),

parts as (
    select
        date_id,
        customer_id,
        currency_code,
        source,
        market,
        case when gross_amount > 0 then 1 else 0 end as order_count,
        case when gross_amount > 0 then total_amount else 0 end as order_amount,
        case when gross_amount > 0 then total_amount_usd else 0 end as order_amount_usd,
        0 as net_amount,
        0 as net_amount_usd,
        cast(null as numeric(18, 4)) as cost_amount,
        cast(null as numeric(18, 4)) as profit_usd,
        cast(null as numeric(18, 4)) as costed_revenue_usd
    from orders
    union all
    select
        date_id,
        customer_id,
        currency_code,
        source,
        market,
        0 as order_count,
        0 as order_amount,
        0 as order_amount_usd,
        case when {{ is_void("sales") }} then 0 else total_price end as net_amount,
        case when {{ is_void("sales") }} then 0 else total_price_usd end as net_amount_usd,
        case when not {{ is_void("sales") }} then quantity * unit_cost end as cost_amount,
        case when not {{ is_void("sales") }} then total_price_usd - quantity * unit_cost * usd_rate end as profit_usd,
        case when not {{ is_void("sales") }} and unit_cost is not null then total_price_usd end as costed_revenue_usd
    from sales
),

final as (
    select
        date_id,
        customer_id,
        currency_code,
        source,
        market,
        cast(sum(order_count) as {{ dbt.type_bigint() }}) as order_count,
        cast(sum(order_amount) as numeric(18, 4)) as order_amount,
        cast(case when count(*) = count(order_amount_usd) then sum(order_amount_usd) end as numeric(18, 4))
            as order_amount_usd,
        cast(sum(net_amount) as numeric(18, 4)) as net_amount,
        cast(case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as numeric(18, 4))
            as net_amount_usd,
        cast(sum(cost_amount) as numeric(18, 4)) as cost_amount,
        -- Of the lines whose cost is known: null also where one of these has no rate.
        cast(case when count(cost_amount) = count(profit_usd) then sum(profit_usd) end as numeric(18, 4)) as profit_usd,
        cast(
            case when count(cost_amount) = count(costed_revenue_usd) then sum(costed_revenue_usd) end
            as numeric(18, 4)
        ) as costed_revenue_usd
    from parts
    group by date_id, customer_id, currency_code, source, market
)

select * from final
