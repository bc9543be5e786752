-- Quarters of a shop of which is counted anew what is usual: those with restated orders, and the last one that has
-- others, for it may be these that ended it.
with restated as (
    select * from {{ ref("restated_days") }}
),

dates as (
    select * from {{ ref("int_sales_dates") }}
),

final as (
    select shop_quarter from restated
    union
    select max(dates.shop_quarter) as shop_quarter
    from dates
    left join restated on dates.shop = restated.shop and dates.order_date = restated.order_date
    where restated.order_date is null and dates.shop in (select touched.shop from restated as touched)
    group by dates.shop
)

select shop_quarter from final
