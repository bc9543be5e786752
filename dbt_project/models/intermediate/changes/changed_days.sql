-- Days on which any version of a changed order sells something: the day it has now, and the one it may have left; and
-- the month of each, for what is summed up by month.
with orders as (
    select * from {{ ref("changed_orders") }}
),

days as (
    {% for feed, entry in feeds().items() if entry.sales_day -%}
    select judged.{{ entry.sales_day }} as sales_date
    from {{ ref("chk_" ~ feed) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.is_accepted
    {{ "union" if not loop.last }}
    {% endfor %}
),

final as (
    select
        {{ date_id("sales_date") }} as date_id,
        sales_date,
        cast(extract(year from sales_date) * 100 + extract(month from sales_date) as integer) as month_id
    from days
)

select * from final
