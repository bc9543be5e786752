-- Products that a file of the interval speaks of or may be the first to lack, and those of the lines of a restated
-- order whose header is a feed of its own: what is said there, as the time, is said of them as well.
with files as (
    select * from {{ ref("changed_files") }}
),

final as (
    {% for feed, entry in feeds().items() if entry.is_full and entry.key == "product_id" -%}
    select judged.product_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join {{ ref("changed_listings") }} as listings
        on judged.batch_date = listings.batch_date and listings.feed = '{{ feed }}'
    where judged.product_id is not null
    union
    {% endfor -%}
    {% for log in logs_with("products") -%}
    select judged.product_id
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.product_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
    {%- for log in logs_with("header") %}
    union
    select judged.product_id
    from {{ ref(log) }} as judged
    inner join {{ ref("restated_orders") }} as orders on judged.order_id = orders.order_id
    where judged.product_id is not null
    {%- endfor %}
)

select product_id from final
