-- What a file of the interval counts, or may be the first not to count any more.
with files as (
    select file_id from {{ ref("changed_files") }}
    union
    select file_id from {{ ref("changed_listings") }}
),

final as (
    {% for feed, entry in feeds().items() if entry.key == "inventory_level_id" -%}
    select judged.stock_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.stock_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select stock_id from final
