-- The calendar of each promotion around the months that have orders. First orders are asked of the customers: an order
-- that arrives late makes another one the first, and only the customer is looked at again.
{% set grain = ["source", "market", "currency_code", "promotion"] %}

with orders as (
    select * from {{ ref("agg_orders") }}
),

dates as (
    select
        date_id,
        year * 100 + month as month_id
    from {{ ref("dim_date") }}
),

promoted as (
    select
        month_id,
        {{ grain | join(", ") }},
        sum(kept_order_count) as order_count,
        sum(net_amount) as net_amount,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd,
        sum(discount_amount) as discount_amount,
        case when count(*) = count(discount_amount_usd) then sum(discount_amount_usd) end as discount_amount_usd,
        sum(costed_amount) as costed_amount,
        sum(margin_amount) as margin_amount,
        case when count(margin_amount) = count(margin_amount_usd) then sum(margin_amount_usd) end as margin_amount_usd
    from orders
    group by month_id, {{ grain | join(", ") }}
),

first_orders as (
    select
        dates.month_id,
        orders.{{ grain | join(", orders.") }},
        count(*) as order_count
    from {{ ref("agg_customers") }} as customers
    inner join {{ ref("fct_orders") }} as orders on customers.first_order_id = orders.order_id
    inner join dates on orders.date_id = dates.date_id
    where not orders.is_refunded
    group by dates.month_id, orders.{{ grain | join(", orders.") }}
),

-- A series is complete from the first to the last month in which its market had orders.
series as (
    select
        {{ grain | join(", ") }},
        min(min(month_id)) over (partition by source, market) as first_month_id,
        max(max(month_id)) over (partition by source, market) as last_month_id
    from promoted
    group by {{ grain | join(", ") }}
),

months as (
    select distinct
        dates.month_id,
        series.{{ grain | join(", series.") }}
    from series
    inner join dates on dates.month_id between series.first_month_id and series.last_month_id
),

final as (
    select
        months.month_id,
        months.source,
        months.market,
        months.promotion,
        months.currency_code,
        cast(coalesce(promoted.order_count, 0) as {{ dbt.type_bigint() }}) as order_count,
        coalesce(first_orders.order_count, 0) as first_order_count,
        cast(coalesce(first_orders.order_count, 0) / nullif(promoted.order_count, 0) as numeric(18, 6))
            as first_order_rate,
        {% for amount in ["net_amount", "net_amount_usd", "discount_amount", "discount_amount_usd"] -%}
        cast(case when promoted.month_id is null then 0 else promoted.{{ amount }} end as numeric(18, 4))
            as {{ amount }},
        {% endfor -%}
        cast(promoted.discount_amount / nullif(promoted.net_amount, 0) as numeric(18, 6)) as discount_rate,
        cast(promoted.margin_amount as numeric(18, 4)) as discounted_margin_amount,
        cast(promoted.margin_amount_usd as numeric(18, 4)) as discounted_margin_amount_usd,
        cast(promoted.margin_amount / nullif(promoted.costed_amount, 0) as numeric(18, 6)) as discounted_margin_rate
    from months
    {% for joined in ["promoted", "first_orders"] -%}
    left join {{ joined }}
        on months.month_id = {{ joined }}.month_id
        and months.source = {{ joined }}.source
        and months.market = {{ joined }}.market
        and months.currency_code = {{ joined }}.currency_code
        and months.promotion = {{ joined }}.promotion
    {% endfor %}
)

select * from final
