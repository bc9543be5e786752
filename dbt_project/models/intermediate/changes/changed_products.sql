-- Products that a file of the interval speaks of or may be the first to lack, and those of the lines of a restated
-- order whose header is a feed of its own: what is said there, as the time, is said of them as well.
with files as (
    select file_id from {{ ref("changed_files") }}
    union
    select file_id from {{ ref("changed_listings") }}
),

final as (
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
