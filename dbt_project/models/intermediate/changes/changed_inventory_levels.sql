-- What lay in a warehouse on a day, where a file of the interval speaks of it.
with files as (
    select * from {{ ref("changed_files") }}
),

final as (
    {% for feed, entry in feeds().items() if entry.key == "inventory_level_id" -%}
    select judged.inventory_level_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.inventory_level_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select inventory_level_id from final
