-- The customers of all shops as they are known now, with the ledger change that last moved what the facts take from
-- them (that they are there, and their country): so facts redo the orders of those customers and of no others.
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id"], "unique": true}]) }}

with known as (
    select
        customer_id,
        'retail' as source,
        'retail' as market,
        country,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(null as date) as registration_date,
        first_known_at,
        known_at
    from {{ ref("int_retail__customers") }}
    union all
    select
        customer_id,
        'storefront' as source,
        'storefront' as market,
        country,
        customer_tier,
        registration_date,
        first_known_at,
        known_at
    from {{ ref("int_storefront__customers") }}
    union all
    select
        customers.customer_id,
        'markets' as source,
        customers.market,
        initcap(customers.market) as country,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast({{ utc_to_local("customers.created_at", "coalesce(systems.time_zone, 'UTC')") }} as date)
            as registration_date,
        customers.first_known_at,
        customers.known_at
    from {{ ref("int_markets__customers") }} as customers
    left join {{ ref("source_systems") }} as systems
        on systems.source = 'markets' and customers.market = systems.market
    union all
    select
        customer_id,
        'app' as source,
        'app' as market,
        country,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(null as date) as registration_date,
        first_known_at,
        known_at
    from {{ ref("int_app__customers") }}
),

located as (
    select
        known.*,
        coalesce(countries.geo_id, -1) as geo_id
    from known
    left join {{ ref("int_countries") }} as countries on known.country = countries.country
    where {{ changed_only("customer_id") }}
),

final as (
    select
        located.customer_id,
        {{ hash_key("located.customer_id") }} as customer_key,
        located.geo_id,
        located.source,
        located.market,
        located.customer_tier,
        located.registration_date,
        located.first_known_at,
        located.known_at,
        {{ last_change("customer_id", "located", ["geo_id"]) }} as changed_seq
    from located
)

select * from final
