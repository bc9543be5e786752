-- The calendar runs without a gap up to the latest day of which any fact speaks, which is the as-of date of the whole
-- warehouse. It begins with the first such day, but reaches back 30 years at most: an older one gets its own row
-- only, so that one rogue date in the past cannot make a calendar of a million days.
with business_days as (
    select * from {{ ref("int_business_days") }}
),

bounds as (
    select
        min(business_day) as first_date,
        max(business_day) as last_date
    from business_days
),

day_numbers as (
    {{ dbt.generate_series(longest_calendar()) }}
),

calendar as (
    select cast({{ dbt.dateadd("day", "1 - day_numbers.generated_number", "bounds.last_date") }} as date) as full_date
    from bounds
    cross join day_numbers
),

dates as (
    select calendar.full_date
    from calendar
    cross join bounds
    where calendar.full_date >= bounds.first_date
    union
    select business_day as full_date
    from business_days
),

parts as (
    select
        full_date,
        cast(extract(year from full_date) as integer) as year,
        cast(extract(quarter from full_date) as integer) as quarter,
        cast(extract(month from full_date) as integer) as month,
        cast(extract(week from full_date) as integer) as iso_week,
        cast(extract(day from full_date) as integer) as day,
        -- The calendar's first day was a Monday.
        mod({{ dbt.datediff("cast('0001-01-01' as date)", "full_date", "day") }}, 7) + 1 as day_of_week
    from dates
),

final as (
    select
        {{ date_id("full_date") }} as date_id,
        full_date,
        year,
        quarter,
        month,
        case month
            when 1 then 'January'
            when 2 then 'February'
            when 3 then 'March'
            when 4 then 'April'
            when 5 then 'May'
            when 6 then 'June'
            when 7 then 'July'
            when 8 then 'August'
            when 9 then 'September'
            when 10 then 'October'
            when 11 then 'November'
            when 12 then 'December'
        end as month_name,
        iso_week,
        day,
        day_of_week,
        day_of_week >= 6 as is_weekend,
        case
            when month in (12, 1, 2) then 'Winter'
            when month in (3, 4, 5) then 'Spring'
            when month in (6, 7, 8) then 'Summer'
            else 'Autumn'
        end as season,
        {{ window_start("full_date") }} as window_start_date
    from parts
)

select * from final
