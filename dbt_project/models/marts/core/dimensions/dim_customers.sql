-- One version of each customer for now: the current one, valid since the customer was first known. Names, e-mail,
-- phone and address are personal data and stay out of this schema.
{# Grows with the shops, so it is not made anew each day as the other dimensions are. #}
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}

with customers as (
    select * from {{ ref("int_customers") }}
),

members as (
    select
        customer_key,
        customer_id,
        source,
        market,
        geo_id,
        customer_tier,
        registration_date,
        first_known_at as valid_from
    from customers
    union all
    select
        -1 as customer_key,
        'unknown' as customer_id,
        'unknown' as source,
        'unknown' as market,
        -1 as geo_id,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(null as date) as registration_date,
        cast(null as {{ dbt.type_timestamp() }}) as valid_from
),

final as (
    select
        customer_key,
        customer_id,
        source,
        market,
        geo_id,
        customer_tier,
        registration_date,
        valid_from,
        cast(null as {{ dbt.type_timestamp() }}) as valid_to,
        true as is_current
    from members
    where {{ changed_only("customer_id") }}
)

select * from final
