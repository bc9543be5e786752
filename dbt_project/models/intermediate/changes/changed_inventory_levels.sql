-- What lay in a warehouse on a day, where a file of the interval speaks of it.
with files as (
    select * from {{ ref("changed_files") }}
),

final as (
    {% for log in inventory_logs() -%}
    select judged.inventory_level_id
    from {{ ref(log) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.inventory_level_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select inventory_level_id from final
