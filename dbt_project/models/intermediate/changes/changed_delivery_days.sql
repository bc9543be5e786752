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
        sales_date
    from days
    union all
    select
        -1 as date_id,
        cast(null as date) as sales_date
)

select * from final
