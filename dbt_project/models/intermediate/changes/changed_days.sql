-- Days on which any version of a changed order sells something: the day it has now, and the one it may have left.
with orders as (
    select * from {{ ref("changed_orders") }}
),

final as (
    {% for log, day in sales_logs().items() -%}
    select
        {{ date_id("judged." ~ day) }} as date_id,
        judged.{{ day }} as sales_date
    from {{ ref(log) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.is_accepted
    {{ "union" if not loop.last }}
    {% endfor %}
)

select
    date_id,
    sales_date
from final
