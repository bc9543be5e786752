-- Made anew each day, for people grow older. The day of birth itself is personal and stays out of this schema.
with customers as (
    select * from {{ ref("snp_storefront__customers") }}
),

as_of as (
    select max(date_id) as date_id
    from {{ ref("dim_date") }}
),

aged as (
    select
        customers.customer_id,
        -- Full years: the days as yyyymmdd differ by 10000 for each birthday that was reached.
        cast(floor((as_of.date_id - {{ date_id("customers.birth_date") }}) / 10000) as integer) as age
    from customers
    cross join as_of
    where customers.birth_date is not null and customers.effective_to = {{ end_of_time() }}
),

final as (
    select
        customer_id,
        case
            when age < 25 then 'Gen Z'
            when age < 40 then 'Millennial'
            when age < 55 then 'Gen X'
            else 'Boomer+'
        end as generation
    from aged
)

select * from final
