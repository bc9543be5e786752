-- What is sold of each product by calendar month: of a month with a day that changed all days are read again.
{{ config(unique_key="month_id") }}

with dates as (
    select
        date_id,
        year * 100 + month as month_id
    from {{ ref("dim_date") }}
    where {{ changed_only("year * 100 + month", "changed_days") }}
),

sales as (
    select * from {{ ref("fct_sales") }}
    where is_product
),

lines as (
    select
        sales.*,
        dates.month_id,
        {{ is_sold("sales") }} as is_sold,
        {{ is_void("sales") }} as is_void,
        sales.is_return and sales.quantity < 0 and sales.total_price <= 0 as is_returned
    from dates
    inner join sales on dates.date_id = sales.date_id
),

final as (
    select
        month_id,
        source,
        market,
        coalesce(product_id, 'unknown') as product_id,
        currency_code,
        min(date_id) filter (where is_sold) as first_date_id,
        max(date_id) filter (where is_sold) as last_date_id,
        count(distinct order_id) filter (where is_sold) as order_count,
        count(*) as line_count,
        cast(coalesce(sum(quantity) filter (where is_sold), 0) as {{ dbt.type_bigint() }}) as sold_quantity,
        -- Goods that came back, and those of sales that are only called refunded.
        cast(
            coalesce(sum(abs(quantity)) filter (where is_returned or (is_sold and is_void)), 0)
            as {{ dbt.type_bigint() }}
        ) as returned_quantity,
        cast(sum(case when is_void then 0 else total_price end) as numeric(18, 4)) as net_amount,
        cast(
            case
                when bool_and(is_void or total_price_usd is not null)
                    then sum(case when is_void then 0 else total_price_usd end)
            end as numeric(18, 4)
        ) as net_amount_usd
    from lines
    group by month_id, source, market, coalesce(product_id, 'unknown'), currency_code
)

select * from final
