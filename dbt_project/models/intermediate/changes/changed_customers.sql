-- Customers that a file of the interval speaks of or may be the first to lack, and those that any version of a
-- restated order names.
with files as (
    select * from {{ ref("changed_files") }}
),

orders as (
    select * from {{ ref("restated_orders") }}
),

final as (
    {% for feed, entry in feeds().items() if entry.is_full and entry.key == "customer_id" -%}
    select judged.customer_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join {{ ref("changed_listings") }} as listings
        on judged.batch_date = listings.batch_date and listings.feed = '{{ feed }}'
    where judged.customer_id is not null
    union
    {% endfor -%}
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
