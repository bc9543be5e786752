-- The versions of each customer. Names, e-mail, phone and address are personal data and stay out of this schema.
{# Grows with the shops, so it is not made anew each day as the other dimensions are. #}
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    indexes=[{"columns": ["customer_id", "effective_from"]}]
) }}

with customers as (
    select * from {{ ref("int_customers") }}
),

countries as (
    select * from {{ ref("int_countries") }}
),

members as (
    select
        customers.customer_key,
        customers.customer_id,
        customers.source,
        customers.market,
        coalesce(countries.geo_id, -1) as geo_id,
        customers.customer_tier,
        customers.registration_date,
        customers.valid_from,
        customers.valid_to,
        customers.effective_from,
        customers.effective_to
    from customers
    left join countries on customers.country = countries.country
    union all
    select
        -1 as customer_key,
        'unknown' as customer_id,
        'unknown' as source,
        'unknown' as market,
        -1 as geo_id,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(null as date) as registration_date,
        cast(null as {{ dbt.type_timestamp() }}) as valid_from,
        cast(null as {{ dbt.type_timestamp() }}) as valid_to,
        cast(null as {{ dbt.type_timestamp() }}) as effective_from,
        {{ end_of_time() }} as effective_to
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
        valid_to,
        effective_from,
        effective_to,
        effective_to = {{ end_of_time() }} as is_current
    from members
    where {{ changed_only("customer_id") }}
)

select * from final
