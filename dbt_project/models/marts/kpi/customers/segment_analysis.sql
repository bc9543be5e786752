with buyers as (
    select * from {{ ref("customer_analytics") }}
),

totals as (
    select * from {{ ref("agg_customers") }}
),

segments as (
    select
        buyers.customer_segment,
        count(*) as customer_count,
        cast(sum(buyers.order_count) as {{ dbt.type_bigint() }}) as order_count,
        cast(case when count(*) = count(buyers.revenue_usd) then sum(buyers.revenue_usd) end as numeric(18, 4))
            as revenue_usd,
        case when count(*) = count(buyers.revenue_usd) then sum(totals.profit_usd) end as profit_usd,
        sum(totals.costed_revenue_usd) as costed_revenue_usd
    from buyers
    inner join totals on buyers.customer_id = totals.customer_id
    group by buyers.customer_segment
),

final as (
    select
        customer_segment,
        customer_count,
        cast(cast(customer_count as numeric(18, 6)) / sum(customer_count) over () as numeric(18, 6))
            as customer_share_rate,
        order_count,
        revenue_usd,
        -- Nothing is a share of a total of which a part is not known.
        case
            when count(*) over () = count(revenue_usd) over ()
                then cast(revenue_usd / nullif(sum(revenue_usd) over (), 0) as numeric(18, 6))
        end as revenue_share_rate,
        cast(revenue_usd / order_count as numeric(18, 4)) as average_order_value_usd,
        cast(profit_usd as numeric(18, 4)) as profit_usd,
        cast(profit_usd / nullif(costed_revenue_usd, 0) as numeric(18, 6)) as margin_rate
    from segments
)

select * from final
