-- The calendar of each way to pay around the months that have orders.
{% set grain = ["source", "market", "currency_code", "payment_method"] %}

with orders as (
    select * from {{ ref("agg_orders") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

paid as (
    select
        month_id,
        {{ grain | join(", ") }},
        cast(sum(order_count) as {{ dbt.type_bigint() }}) as order_count,
        cast(sum(cancelled_order_count) as {{ dbt.type_bigint() }}) as cancelled_order_count,
        cast(sum(refunded_order_count) as {{ dbt.type_bigint() }}) as refunded_order_count,
        sum(gross_amount) as gross_amount,
        case when count(*) = count(gross_amount_usd) then sum(gross_amount_usd) end as gross_amount_usd,
        sum(refunded_amount) as refunded_amount,
        case when count(*) = count(refunded_amount_usd) then sum(refunded_amount_usd) end as refunded_amount_usd
    from orders
    group by month_id, {{ grain | join(", ") }}
),

-- A series is complete from the first to the last month in which its market had orders.
series as (
    select
        {{ grain | join(", ") }},
        min(min(month_id)) over (partition by source, market) as first_month_id,
        max(max(month_id)) over (partition by source, market) as last_month_id
    from paid
    group by {{ grain | join(", ") }}
),

months as (
    select distinct
        dates.year * 100 + dates.month as month_id,
        series.{{ grain | join(", series.") }}
    from series
    inner join dates on dates.year * 100 + dates.month between series.first_month_id and series.last_month_id
),

final as (
    select
        months.month_id,
        months.source,
        months.market,
        months.payment_method,
        months.currency_code,
        coalesce(paid.order_count, 0) as order_count,
        coalesce(paid.cancelled_order_count, 0) as cancelled_order_count,
        coalesce(paid.refunded_order_count, 0) as refunded_order_count,
        {% for amount in ["gross_amount", "gross_amount_usd", "refunded_amount", "refunded_amount_usd"] -%}
        cast(case when paid.month_id is null then 0 else paid.{{ amount }} end as numeric(18, 4)) as {{ amount }},
        {% endfor -%}
        cast(cast(paid.cancelled_order_count as numeric(18, 6)) / paid.order_count as numeric(18, 6)) as cancelled_rate,
        cast(cast(paid.refunded_order_count as numeric(18, 6)) / paid.order_count as numeric(18, 6)) as refunded_rate
    from months
    left join paid
        on months.month_id = paid.month_id
        and months.source = paid.source
        and months.market = paid.market
        and months.currency_code = paid.currency_code
        and months.payment_method = paid.payment_method
)

select * from final
