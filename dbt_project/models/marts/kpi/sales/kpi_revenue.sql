-- The calendar of each series around the days that have sales: small, so it is laid out anew with each build.
{% set grain = ["source", "market", "category", "currency_code"] %}

with days as (
    select * from {{ ref("agg_daily") }}
),

dates as (
    select * from {{ ref("dim_date") }}
),

-- A series is complete from the first to the last day on which its market sold anything.
series as (
    select
        {{ grain | join(", ") }},
        min(min(date_id)) over (partition by source, market) as first_date_id,
        max(max(date_id)) over (partition by source, market) as last_date_id
    from days
    group by {{ grain | join(", ") }}
),

final as (
    select
        dates.date_id,
        dates.full_date as sales_date,
        series.source,
        series.market,
        series.category,
        series.currency_code,
        coalesce(days.order_count, 0) as order_count,
        coalesce(days.line_count, 0) as line_count,
        {{ zero_on_empty_day("days.gross_amount", "days") }} as gross_amount,
        {{ zero_on_empty_day("days.gross_amount * days.usd_rate", "days") }} as gross_amount_usd,
        {{ zero_on_empty_day("days.return_amount", "days") }} as return_amount,
        {{ zero_on_empty_day("days.return_amount * days.usd_rate", "days") }} as return_amount_usd,
        {{ zero_on_empty_day("days.other_amount", "days") }} as other_amount,
        {{ zero_on_empty_day("days.other_amount * days.usd_rate", "days") }} as other_amount_usd,
        {{ zero_on_empty_day("days.net_amount", "days") }} as net_amount,
        {{ zero_on_empty_day("days.net_amount_usd", "days") }} as net_amount_usd,
        {{ zero_on_empty_day("days.void_amount", "days") }} as void_amount,
        {{ zero_on_empty_day("days.void_amount * days.usd_rate", "days") }} as void_amount_usd,
        {% for charge in ["discount_amount", "tax_amount", "shipping_amount"] -%}
        days.{{ charge }},
        cast(days.{{ charge }} * days.usd_rate as numeric(18, 4)) as {{ charge }}_usd,
        {% endfor -%}
        {{ zero_on_empty_day("days.cost_amount", "days") }} as cost_amount,
        {{ zero_on_empty_day("days.cost_amount * days.usd_rate", "days") }} as cost_amount_usd,
        {{ zero_on_empty_day("days.margin_amount", "days") }} as margin_amount,
        {{ zero_on_empty_day("days.margin_amount * days.usd_rate", "days") }} as margin_amount_usd
    from series
    inner join dates on dates.date_id between series.first_date_id and series.last_date_id
    left join days
        on dates.date_id = days.date_id
        and series.source = days.source
        and series.market = days.market
        and series.category = days.category
        and series.currency_code = days.currency_code
)

select * from final
