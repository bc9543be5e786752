-- The days on which an accepted row of a visible file sells something, by shop. A table, because a handful of rows
-- saves whoever asks for days from looking through all orders.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

file_dates as (
    select * from {{ ref("int_file_dates") }}
),

days as (
    select
        files.source,
        -- As the keys of its orders begin.
        files.source || coalesce('.' || lower(files.market), '') as shop,
        file_dates.business_day as order_date,
        cast({{ dbt.date_trunc("quarter", "file_dates.business_day") }} as date) as sales_quarter,
        sum(file_dates.row_count) as row_count
    from file_dates
    inner join files on file_dates.file_id = files.file_id and file_dates.attempt = files.attempt
    where files.is_visible and file_dates.is_sale
    group by 1, 2, 3, 4
),

final as (
    select
        shop || ' ' || cast(sales_quarter as {{ dbt.type_string() }}) as shop_quarter,
        source,
        shop,
        order_date,
        sales_quarter,
        sales_quarter < max(sales_quarter) over (partition by shop) as is_closed,
        sum(row_count) over so_far - row_count < 100 as is_opening
    from days
    window so_far as (partition by shop, sales_quarter order by order_date)
)

select * from final
