-- Deliveries that a file of the interval speaks of, and those of a changed order: a delivery has its day and its
-- customer from there.
with files as (
    select * from {{ ref("changed_files") }}
),

orders as (
    select * from {{ ref("changed_orders") }}
),

final as (
    {% for log in logs_with("deliveries") -%}
    select judged.delivery_id
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.delivery_id is not null
    union
    select judged.delivery_id
    from {{ ref(log) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.delivery_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select delivery_id from final
