-- What is usual in a quarter of a shop: of a product the pieces and price of a sold line, of the shop what such a line
-- comes to. Values differ by factors, and so their spread is one, the median absolute deviation of their logarithms:
-- half of them lie between median / spread and median * spread.
{{ config(unique_key="shop_quarter", indexes=[{"columns": ["shop_quarter"]}]) }}
{% set subject = "shop_quarter, period, shop, sales_quarter, day_count, product_id, currency_code, measure" %}

-- The opening days of a quarter tell at once what a line comes to, all of its days when it has ended.
with days as (
    {% for period, condition in [("opening", "is_opening"), ("quarter", "is_closed")] -%}
    select
        *,
        '{{ period }}' as period,
        count(*) over (partition by shop_quarter) as day_count
    from {{ ref("int_sales_dates") }}
    where {{ condition }} and {{ changed_only("shop_quarter") }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

sold as (
    select * from {{ ref("int_sales_lines") }} as sales
    where
        sales.is_product
        and {{ is_sold("sales") }}
        -- As conditions, and not by a join alone: so they reach the indexes below the view.
        and {{ adapter.dispatch("is_in_set")("sales.source", "select source from days") }}
        and {{ adapter.dispatch("is_in_set")("sales.order_date", "select order_date from days") }}
),

-- Lines that are alike are counted: all that follows is about far fewer rows, and joins nothing, for a planner knows
-- little of what comes out of a view.
counted as (
    {% for measure, value in [
        ("quantity", "quantity"), ("price", "unit_price"), ("amount", "quantity * sold.unit_price"),
    ] -%}
    select
        days.shop_quarter,
        days.period,
        days.shop,
        days.sales_quarter,
        days.day_count,
        {{ "'all'" if measure == "amount" else "sold.product_id" }} as product_id,
        sold.currency_code,
        '{{ measure }}' as measure,
        cast(sold.{{ value }} as {{ dbt.type_float() }}) as measured_value,
        count(*) as times
    from sold
    inner join days on split_part(sold.order_id, ':', 1) = days.shop and sold.order_date = days.order_date
    {{ "where sold.product_id is not null and days.period = 'quarter'" if measure != "amount" }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    {{ "union all" if not loop.last }}
    {% endfor %}
),

placed as (
    select
        *,
        sum(times) over (partition by {{ subject }}) as line_count,
        sum(times) over (partition by {{ subject }} order by measured_value) as count_up_to
    from counted
),

centred as (
    select
        *,
        min(case when 2 * count_up_to >= line_count then measured_value end) over (partition by {{ subject }}) as median
    from placed
    where line_count >= 30
),

ranked as (
    select
        *,
        greatest(measured_value / median, median / measured_value) as distance,
        sum(times) over (
            partition by {{ subject }} order by greatest(measured_value / median, median / measured_value)
        ) as count_within
    from centred
),

final as (
    select
        {{ subject }},
        cast(line_count as integer) as line_count,
        median,
        min(case when 2 * count_within >= line_count then distance end) as spread
    from ranked
    group by {{ subject }}, line_count, median
)

select * from final
