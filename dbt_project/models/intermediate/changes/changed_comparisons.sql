-- Days whose lines are compared anew with what is usual: those of restated orders, and those of the same shop that are
-- measured by a restated quarter. These are the year after it, and the quarter itself where it began otherwise.
with restated as (
    select * from {{ ref("restated_days") }}
),

dates as (
    select
        *,
        max(case when is_opening then order_date end) over (partition by shop_quarter) as opening_end
    from {{ ref("int_sales_dates") }}
),

final as (
    select order_date from restated
    union
    select dates.order_date
    from dates
    inner join restated
        on dates.shop = restated.shop
        and dates.sales_quarter >= restated.sales_quarter
        and dates.sales_quarter <= {{ dbt.dateadd("month", 12, "restated.sales_quarter") }}
    where dates.sales_quarter > restated.sales_quarter or restated.order_date <= dates.opening_end
)

select order_date from final
