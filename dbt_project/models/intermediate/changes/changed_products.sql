-- Products that a file of the interval speaks of.
with files as (
    select * from {{ ref("changed_files") }}
),

final as (
    {% for log in logs_with("products") -%}
    select judged.product_id
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.product_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select product_id from final
