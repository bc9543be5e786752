-- Orders that a file of the interval speaks of, accepted or not, also a file that is gone: what the shop says of them
-- may be another than before.
with files as (
    select * from {{ ref("changed_files") }}
),

final as (
    {% for log in logs_with("orders") -%}
    select judged.order_id
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.order_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select order_id from final
