-- What lay in a warehouse on a day, where a file of the interval speaks of it, or on a day for whose end the product
-- has another version than before.
with files as (
    select * from {{ ref("changed_files") }}
),

products as (
    select * from {{ ref("changed_product_keys") }}
),

final as (
    {% for feed, entry in feeds().items() if entry.key == "inventory_level_id" -%}
    select judged.inventory_level_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join files on judged.file_id = files.file_id
    where judged.inventory_level_id is not null
    union
    select judged.inventory_level_id
    from {{ ref("chk_" ~ feed) }} as judged
    inner join products
        on judged.product_id = products.product_id
        and {{ dbt.dateadd("day", 1, "judged." ~ entry.fact_day) }} >= products.moved_from
        and {{ dbt.dateadd("day", 1, "judged." ~ entry.fact_day) }} < products.moved_until
    where judged.inventory_level_id is not null
    {{ "union" if not loop.last }}
    {% endfor %}
)

select inventory_level_id from final
