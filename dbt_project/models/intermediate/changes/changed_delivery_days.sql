-- Days of any version of the order of a changed delivery: the day it has now, and the one it may have left. The few
-- deliveries without a day, because nobody knows their order, are those of day -1 and are always in.
with deliveries as (
    select * from {{ ref("changed_deliveries") }}
),

orders as (
    {% for log in logs_with("deliveries") -%}
    select judged.order_id
    from {{ ref(log) }} as judged
    inner join deliveries on judged.delivery_id = deliveries.delivery_id
    {{ "union" if not loop.last }}
    {% endfor %}
),

final as (
    {% for feed, entry in feeds().items() if entry.sales_day -%}
    select {{ date_id("judged." ~ entry.sales_day) }} as date_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.is_accepted
    union
    {% endfor -%}
    select -1 as date_id
)

select date_id from final
