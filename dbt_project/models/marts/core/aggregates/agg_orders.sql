-- What the orders of a calendar month come to, by what one may ask of them: how they were paid, by which promotion, and
-- when in the week and the day. Of a month with a day that changed all orders are read again.
{{ config(unique_key="month_id") }}

with dates as (
    select
        date_id,
        is_weekend,
        year * 100 + month as month_id
    from {{ ref("dim_date") }}
    where {{ changed_only("year * 100 + month", "changed_days") }}
),

orders as (
    select
        orders.*,
        dates.month_id,
        dates.is_weekend,
        nullif(orders.discount_amount, 0) as discount,
        -- Sold and not taken back, also what a discount gave away whole.
        not orders.is_cancelled
        and not orders.is_refunded
        and (orders.gross_amount > 0 or coalesce(orders.discount_amount > 0, false)) as is_kept
    from dates
    inner join {{ ref("fct_orders") }} as orders on dates.date_id = orders.date_id
),

sales as (
    select * from {{ ref("fct_sales") }}
),

lines as (
    select
        orders.order_id,
        sum(sales.quantity) filter (where {{ is_sold("sales") }}) as pieces,
        sum(sales.total_price) as net,
        case when count(*) = count(sales.total_price_usd) then sum(sales.total_price_usd) end as net_usd,
        -- A cost that is known for some lines only is not that of the order.
        case when count(*) = count(sales.unit_cost) then sum(sales.quantity * sales.unit_cost) end as cost
    from orders
    inner join sales on orders.order_id = sales.order_id
    where orders.is_kept
    group by orders.order_id
),

-- Null is what does not belong to a sum; in USD also what has no rate. Converted and rounded by order, as in the facts,
-- so that sums of sums are the same.
measured as (
    select
        orders.*,
        lines.pieces,
        orders.gross_amount as gross,
        orders.gross_amount_usd as gross_usd,
        case when orders.is_refunded then orders.total_amount end as refunded,
        case when orders.is_refunded then orders.total_amount_usd end as refunded_usd,
        lines.net,
        lines.net_usd,
        case when orders.is_kept then orders.discount end as given,
        case when orders.is_kept then cast(orders.discount * orders.usd_rate as numeric(18, 4)) end as given_usd,
        case when lines.cost is not null then lines.net - coalesce(orders.discount, 0) end as costed,
        lines.net - coalesce(orders.discount, 0) - lines.cost as margin,
        cast(lines.net_usd - (coalesce(orders.discount, 0) + lines.cost) * orders.usd_rate as numeric(18, 4))
            as margin_usd
    from orders
    left join lines on orders.order_id = lines.order_id
),

final as (
    select
        month_id,
        source,
        market,
        currency_code,
        coalesce(payment_method, 'Not stated') as payment_method,
        promotion,
        is_weekend,
        time_of_day,
        count(*) as order_count,
        count(*) filter (where is_cancelled) as cancelled_order_count,
        count(*) filter (where is_refunded) as refunded_order_count,
        count(*) filter (where is_kept) as kept_order_count,
        cast(coalesce(sum(pieces), 0) as {{ dbt.type_bigint() }}) as sold_quantity,
        {% for name, amount in {"gross": "gross", "refunded": "refunded", "net": "net", "discount": "given"}.items() -%}
        cast(coalesce(sum({{ amount }}), 0) as numeric(18, 4)) as {{ name }}_amount,
        cast(
            case when count({{ amount }}) = count({{ amount }}_usd) then coalesce(sum({{ amount }}_usd), 0) end
            as numeric(18, 4)
        ) as {{ name }}_amount_usd,
        {% endfor -%}
        cast(sum(costed) as numeric(18, 4)) as costed_amount,
        cast(sum(margin) as numeric(18, 4)) as margin_amount,
        cast(case when count(margin) = count(margin_usd) then sum(margin_usd) end as numeric(18, 4))
            as margin_amount_usd
    from measured
    group by month_id, source, market, currency_code, payment_method, promotion, is_weekend, time_of_day
)

select * from final
