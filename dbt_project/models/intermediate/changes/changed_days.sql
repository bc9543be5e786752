-- Days on which any version of a changed order sells something: the day it has now, and the one it may have left.
with orders as (
    select * from {{ ref("changed_orders") }}
),

final as (
    {% for feed, entry in feeds().items() if entry.sales_day -%}
    select
        {{ date_id("judged." ~ entry.sales_day) }} as date_id,
        judged.{{ entry.sales_day }} as sales_date
    from {{ ref("chk_" ~ feed) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.is_accepted
    {{ "union" if not loop.last }}
    {% endfor %}
)

select
    date_id,
    sales_date
from final
