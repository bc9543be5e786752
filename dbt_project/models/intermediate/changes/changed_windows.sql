-- The ten days, see dim_date, of each day whose orders or deliveries are summed up anew.
{% set epoch = "cast('1970-01-01' as date)" %}
{% set tens = "cast(floor(" ~ dbt.datediff(epoch, "sales_date", "day") ~ " / 10.0) as integer)" %}

with days as (
    select sales_date from {{ ref("changed_days") }}
    union
    select sales_date from {{ ref("changed_delivery_days") }}
    where sales_date is not null
),

final as (
    select distinct cast({{ dbt.dateadd("day", "10 * " ~ tens, epoch) }} as date) as window_start_date
    from days
)

select * from final
