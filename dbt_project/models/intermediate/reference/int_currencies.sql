-- Every currency there is, with the day from which a rate is known of it; null where none is, and its money in USD too.
with listed as (
    select distinct currency_code
    from {{ ref("currencies") }}
    union
    select currency_code
    from {{ ref("fx_rates") }}
),

rated as (
    select
        currency_code,
        min(rate_date) as first_rate_date
    from {{ ref("fx_rates") }}
    group by currency_code
),

final as (
    select
        listed.currency_code,
        rated.first_rate_date
    from listed
    left join rated on listed.currency_code = rated.currency_code
)

select * from final
