-- The days of the facts that each file brings, by its own accepted rows: those on which it sells, and those on which
-- something was counted or happened. A file has few days, so the calendar need not look through all orders, and an
-- invoice whose lines span midnight counts on both days.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with days as (
    {% for feed, entry in feeds().items() if entry.sales_day or entry.fact_day -%}
    {% set day = entry.sales_day or entry.fact_day -%}
    select
        file_id,
        attempt,
        {{ day }} as business_day,
        {{ "true" if entry.sales_day else "false" }} as is_sale,
        count(*) as row_count
    from {{ ref("chk_" ~ feed) }}
    where is_accepted and {{ changed_only("file_id") }}
    group by file_id, attempt, {{ day }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

final as (
    select
        file_id,
        attempt,
        business_day,
        is_sale,
        row_count
    from days
)

select * from final
