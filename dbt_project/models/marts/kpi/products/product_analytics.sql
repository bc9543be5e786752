-- Every product that a shop has or sold, as it is known now.
{% set sold_better = "sum(net_amount_usd) over up_to_here - net_amount_usd" %}

with versions as (
    select
        products.*,
        min(valid_from) over (partition by product_id) as first_known_at
    from {{ ref("dim_products") }} as products
    where is_product
),

members as (
    select * from versions
    where is_current
),

sold as (
    select
        product_id,
        source,
        market,
        min(first_date_id) as first_date_id,
        max(last_date_id) as last_date_id,
        sum(order_count) as order_count,
        sum(sold_quantity) as sold_quantity,
        sum(returned_quantity) as returned_quantity,
        case when min(currency_code) = max(currency_code) then min(currency_code) end as currency_code,
        case when min(currency_code) = max(currency_code) then sum(net_amount) end as net_amount,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd
    from {{ ref("agg_products") }}
    where product_id <> 'unknown'
    group by product_id, source, market
),

dated as (
    select
        coalesce(members.product_id, sold.product_id) as product_id,
        coalesce(members.source, sold.source) as source,
        coalesce(members.market, sold.market) as market,
        members.product_name,
        coalesce(members.category, 'Uncategorised') as category,
        members.price_band,
        {{ dbt.datediff("coalesce(members.launch_date, members.first_known_at, first_dates.full_date)",
            "as_of.full_date", "day") }} as age_days,
        coalesce(members.is_discontinued, false) as is_discontinued,
        first_dates.full_date as first_sale_date,
        last_dates.full_date as last_sale_date,
        {{ dbt.datediff("last_dates.full_date", "as_of.full_date", "day") }} as days_since_last_sale,
        {% for count in ["order_count", "sold_quantity", "returned_quantity"] -%}
        cast(coalesce(sold.{{ count }}, 0) as {{ dbt.type_bigint() }}) as {{ count }},
        {% endfor -%}
        sold.currency_code,
        cast(case when sold.product_id is null then 0 else sold.net_amount end as numeric(18, 4)) as net_amount,
        cast(case when sold.product_id is null then 0 else sold.net_amount_usd end as numeric(18, 4)) as net_amount_usd
    from members
    full join sold on members.product_id = sold.product_id
    left join {{ ref("dim_date") }} as first_dates on sold.first_date_id = first_dates.date_id
    left join {{ ref("dim_date") }} as last_dates on sold.last_date_id = last_dates.date_id
    left join {{ ref("dim_date") }} as as_of on as_of.date_id = (select max(date_id) from {{ ref("dim_date") }})
),

final as (
    select
        dated.*,
        case
            when age_days < 30 then 'New'
            when age_days < 365 then 'Growth'
            when is_discontinued then 'Discontinued'
            else 'Mature'
        end as age_band,
        case
            when days_since_last_sale <= 30 then 'Active'
            when days_since_last_sale <= 90 then 'Declining'
            when is_discontinued then 'Discontinued'
            else 'Stagnant'
        end as activity,
        case
            when net_amount_usd is null then 'Unknown'
            when net_amount_usd >= 5000 and order_count >= 20 then 'Star'
            when net_amount_usd >= 2000 and order_count >= 10 then 'High Performer'
            when net_amount_usd >= 500 and order_count >= 5 then 'Medium Performer'
            else 'Low Performer'
        end as performance,
        case
            when net_amount_usd is null then 'Unknown'
            when net_amount_usd <= 0 then 'C'
            when {{ sold_better }} < 0.8 * sum(greatest(net_amount_usd, 0)) over in_market then 'A'
            when {{ sold_better }} < 0.95 * sum(greatest(net_amount_usd, 0)) over in_market then 'B'
            else 'C'
        end as abc_class
    from dated
    window
        in_market as (partition by source, market),
        up_to_here as (in_market order by net_amount_usd desc nulls last, product_id asc rows unbounded preceding)
)

select * from final
