with systems as (
    select * from {{ ref("source_systems") }}
),

final as (
    select
        source,
        market,
        currency_code,
        time_zone,
        description
    from systems
)

select * from final
