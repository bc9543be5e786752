-- The days on which each file sells something, and by how many of its own accepted rows. A file has few days, so the
-- calendar need not look through all orders, and an invoice whose lines span midnight counts on both days.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with days as (
    {% for feed, entry in feeds().items() if entry.sales_day -%}
    select
        file_id,
        attempt,
        {{ entry.sales_day }} as order_date,
        count(*) as row_count
    from {{ ref("chk_" ~ feed) }}
    where is_accepted and {{ changed_only("file_id") }}
    group by file_id, attempt, {{ entry.sales_day }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        file_id,
        attempt,
        order_date,
        row_count
    from days
)

select * from final
