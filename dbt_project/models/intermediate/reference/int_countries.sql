-- Every spelling of a country with the member of dim_geography it means. `Unspecified` means the unknown member.
with spellings as (
    select * from {{ ref("geography") }}
),

final as (
    select
        case when country = 'Unspecified' then -1 else {{ hash_key("country_name") }} end as geo_id,
        country,
        country_name,
        country_code,
        continent
    from spellings
)

select * from final
