-- Refunds by the day on which they were made, one row of the fact for each: they are few beside the sales, whose sums
-- agg_daily has. The calendar of each market runs from its first to its last refund.
{% set grain = ["source", "market", "currency_code"] %}

with refunds as (
    select * from {{ ref("fct_refunds") }}
),

sales as (
    select * from {{ ref("agg_daily") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

refunded as (
    select
        date_id,
        {{ grain | join(", ") }},
        count(*) as refund_count,
        cast(sum(line_count) as {{ dbt.type_bigint() }}) as line_count,
        sum(refund_amount) as refund_amount,
        case when count(*) = count(refund_amount_usd) then sum(refund_amount_usd) end as refund_amount_usd,
        sum(case when sale_date_id is not null then refund_amount end) as amount_of_known_sales,
        count(days_to_refund) as known_sale_count,
        sum(days_to_refund) as days_to_refund,
        count(*) filter (where days_to_refund <= 7) as refund_count_within_7_days,
        count(*) filter (where days_to_refund <= 30) as refund_count_within_30_days
    from refunds
    group by date_id, {{ grain | join(", ") }}
),

-- Each day of a sale once, however many of its sales are refunded on the same day.
sale_days as (
    select distinct
        date_id,
        sale_date_id,
        {{ grain | join(", ") }}
    from refunds
    where sale_date_id is not null
),

sold as (
    select
        sale_days.date_id,
        sale_days.{{ grain | join(", sale_days.") }},
        sum(sales.gross_amount) as gross_amount
    from sale_days
    inner join sales
        on sale_days.sale_date_id = sales.date_id
        and sale_days.source = sales.source
        and sale_days.market = sales.market
        and sale_days.currency_code = sales.currency_code
    group by sale_days.date_id, sale_days.{{ grain | join(", sale_days.") }}
),

series as (
    select
        {{ grain | join(", ") }},
        min(min(date_id)) over (partition by source, market) as first_date_id,
        max(max(date_id)) over (partition by source, market) as last_date_id
    from refunded
    group by {{ grain | join(", ") }}
),

final as (
    select
        dates.date_id,
        dates.full_date as refund_date,
        series.{{ grain | join(", series.") }},
        {% for count in ["refund", "line", "known_sale"] -%}
        coalesce(refunded.{{ count }}_count, 0) as {{ count }}_count,
        {% endfor -%}
        coalesce(refunded.refund_count_within_7_days, 0) as refund_count_within_7_days,
        coalesce(refunded.refund_count_within_30_days, 0) as refund_count_within_30_days,
        {{ zero_on_empty_day("refunded.refund_amount", "refunded") }} as refund_amount,
        {{ zero_on_empty_day("refunded.refund_amount_usd", "refunded") }} as refund_amount_usd,
        cast(sold.gross_amount as numeric(18, 4)) as sale_days_gross_amount,
        cast(cast(refunded.amount_of_known_sales as numeric(28, 10)) / nullif(sold.gross_amount, 0) as numeric(18, 6))
            as share_of_sale_days,
        cast(cast(refunded.days_to_refund as numeric(28, 10)) / nullif(refunded.known_sale_count, 0) as numeric(18, 4))
            as average_days_to_refund
    from series
    inner join dates on dates.date_id between series.first_date_id and series.last_date_id
    left join refunded
        on dates.date_id = refunded.date_id
        and series.source = refunded.source
        and series.market = refunded.market
        and series.currency_code = refunded.currency_code
    left join sold
        on dates.date_id = sold.date_id
        and series.source = sold.source
        and series.market = sold.market
        and series.currency_code = sold.currency_code
)

select * from final
