-- Days whose lines are compared anew with what is usual: those on which a version of a restated order sells something,
-- and those whose usual values may be others. A quarter that was restated or has ended moves those of the year after,
-- and is counted whole; one that goes on is by its opening days.
with files as (
    select * from {{ ref("changed_files") }}
),

dates as (
    select
        *,
        max(case when is_opening then order_date end) over (partition by source, market, sales_quarter) as opening_end
    from {{ ref("int_sales_dates") }}
),

restated as (
    {% for feed, entry in feeds().items() if entry.sales_day -%}
    select
        '{{ feed.split("__")[0] }}' as source,
        judged.{{ entry.sales_day }} as sales_date
    from {{ ref("chk_" ~ feed) }} as judged
    inner join {{ ref("restated_orders") }} as orders on judged.order_id = orders.order_id
    where judged.is_accepted
    {{ "union" if not loop.last }}
    {% endfor %}
),

-- Up to where the other files speak: a file of a later quarter ends that one.
before as (
    select
        ledger.source,
        max(file_dates.business_day) as sales_date
    from {{ ref("int_file_dates") }} as file_dates
    inner join {{ ref("stg_ops__files") }} as ledger
        on file_dates.file_id = ledger.file_id and file_dates.attempt = ledger.attempt
    where
        ledger.is_visible
        and file_dates.is_sale
        and ledger.file_id not in (select files.file_id from files)
        and ledger.source in (select files.source from files)
    group by ledger.source, lower(ledger.market)
),

spoken as (
    select * from restated
    union
    select * from before
),

quarters as (
    select
        source,
        cast({{ dbt.date_trunc("quarter", "min(sales_date)") }} as date) as sales_quarter,
        min(sales_date) as first_date
    from spoken
    group by source, {{ dbt.date_trunc("quarter", "sales_date") }}
),

compared as (
    select sales_date from restated
    union
    select dates.order_date as sales_date
    from dates
    inner join quarters
        on dates.source = quarters.source
        and dates.sales_quarter >= quarters.sales_quarter
        and dates.sales_quarter <= {{ dbt.dateadd("month", 12, "quarters.sales_quarter") }}
    where
        dates.sales_quarter > quarters.sales_quarter
        or dates.is_closed
        or dates.is_opening
        -- What was opened otherwise is compared otherwise, to its end.
        or quarters.first_date <= dates.opening_end
),

final as (
    select
        {{ date_id("sales_date") }} as date_id,
        sales_date,
        cast({{ dbt.date_trunc("quarter", "sales_date") }} as date) as sales_quarter
    from compared
)

select
    date_id,
    sales_date,
    sales_quarter
from final
