-- Customers that a file of the interval speaks of or may be the first to lack, and those that any version of a
-- restated order names.
with files as (
    select file_id from {{ ref("changed_files") }}
    union
    select file_id from {{ ref("changed_listings") }}
),

orders as (
    select * from {{ ref("restated_orders") }}
),

final as (
    {% for log in logs_with("customers") -%}
    select judged.customer_id
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.customer_id is not null
    union
    {% endfor -%}
    {% for log in logs_with("orders") if log in logs_with("customers") -%}
    select judged.customer_id
    from {{ ref(log) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.customer_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select customer_id from final
