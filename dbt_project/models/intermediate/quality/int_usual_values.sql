-- What is usual in a quarter: of a product the pieces and price of a sold line, of a shop what such a line comes to. A
-- shop's opening days tell its amounts until a quarter has ended. Values differ by factors, and so their spread is one,
-- the median absolute deviation of their logarithms: half of them lie between median / spread and median * spread.
{{ config(
    unique_key="sales_quarter", meta={"changes": "changed_comparisons"}, indexes=[{"columns": ["sales_quarter"]}]
) }}
{% set scope = "measure, sales_quarter, subject_id, currency_code" %}

with days as (
    select * from {{ ref("int_sales_dates") }}
),

-- Lines that are alike are counted: all that follows is about far fewer rows. Each line has its day; the join is a left
-- one because Postgres takes its three keys for independent, and would sort all lines for the few it expects.
lines as (
    select
        days.sales_quarter,
        days.is_opening,
        days.is_closed,
        sales.source,
        sales.market,
        sales.currency_code,
        sales.product_id,
        sales.quantity,
        sales.unit_price,
        count(*) as line_count
    from {{ ref("int_sales_lines") }} as sales
    left join days
        on sales.source = days.source and sales.market = days.market and sales.order_date = days.order_date
    where
        sales.is_product
        and {{ is_sold("sales") }}
        and coalesce(days.is_closed or days.is_opening, false)
        and {{ changed_only("sales.order_date", "changed_comparisons", key="sales_date") }}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

counted as (
    {% for measure, value, subject, when in [
        ("quantity", "quantity", "product_id", "is_closed and product_id is not null"),
        ("price", "unit_price", "product_id", "is_closed and product_id is not null"),
        ("amount", "quantity * unit_price", "source || '.' || market", "is_closed"),
        ("opening amount", "quantity * unit_price", "source || '.' || market", "is_opening"),
    ] -%}
    select
        '{{ measure }}' as measure,
        sales_quarter,
        {{ subject }} as subject_id,
        currency_code,
        cast({{ value }} as {{ dbt.type_float() }}) as amount,
        cast(sum(line_count) as integer) as line_count
    from lines
    where {{ when }}
    group by 1, 2, 3, 4, 5
    {{ "union all" if not loop.last }}
    {% endfor %}
),

placed as (
    select
        *,
        sum(line_count) over (partition by {{ scope }}) as scope_count,
        sum(line_count) over (partition by {{ scope }} order by amount) as count_up_to
    from counted
),

centred as (
    select
        *,
        min(case when 2 * count_up_to >= scope_count then amount end) over (partition by {{ scope }}) as median
    from placed
    where scope_count >= 30
),

distant as (
    select
        *,
        greatest(amount / median, median / amount) as distance
    from centred
),

ranked as (
    select
        *,
        sum(line_count) over (partition by {{ scope }} order by distance) as count_within
    from distant
),

final as (
    select
        {{ scope }},
        max(scope_count) as line_count,
        max(median) as median,
        min(case when 2 * count_within >= scope_count then distance end) as spread
    from ranked
    group by {{ scope }}
)

select * from final
