-- The ten days, see dim_date, of each day whose orders or deliveries are summed up anew.
with days as (
    select sales_date from {{ ref("changed_days") }}
    union
    select sales_date from {{ ref("changed_delivery_days") }}
    where sales_date is not null
),

final as (
    select distinct {{ window_start("sales_date") }} as window_start_date
    from days
)

select * from final
