with countries as (
    select * from {{ ref("int_countries") }}
),

members as (
    select distinct
        geo_id,
        country_name as country,
        country_code,
        continent
    from countries
    where geo_id <> -1
    union all
    select
        -1 as geo_id,
        'Unknown' as country,
        cast(null as {{ dbt.type_string() }}) as country_code,
        'Unknown' as continent
),

final as (
    select
        geo_id,
        country,
        country_code,
        continent
    from members
)

select * from final
