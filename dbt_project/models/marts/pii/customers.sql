-- Who the customers are, as far as a shop says: the web shop in its list of customers, the mobile shop by the address
-- on an order. The gift shop says nothing of the kind, and what the marketplaces write in free text is not kept.
{{ config(unique_key="customer_id") }}
{% set text = "cast(null as " ~ dbt.type_string() ~ ")" %}

with listed as (
    select * from {{ ref("snp_storefront__customers") }}
    where effective_to = {{ end_of_time() }} and {{ changed_only("customer_id") }}
),

addressed as (
    select * from {{ ref("int_app__addresses") }}
    where {{ changed_only("customer_id") }}
),

final as (
    select
        customer_id,
        'storefront' as source,
        first_name,
        last_name,
        email,
        phone,
        birth_date,
        address,
        {{ text }} as billing_address,
        city,
        state,
        zip_code,
        country,
        dbt_valid_from as valid_from,
        dbt_valid_to as valid_to
    from listed
    union all
    select
        customer_id,
        'app' as source,
        {{ text }} as first_name,
        {{ text }} as last_name,
        {{ text }} as email,
        {{ text }} as phone,
        cast(null as date) as birth_date,
        shipping_address as address,
        billing_address,
        {{ text }} as city,
        {{ text }} as state,
        {{ text }} as zip_code,
        {{ text }} as country,
        ordered_at as valid_from,
        cast(null as {{ dbt.type_timestamp() }}) as valid_to
    from addressed
)

select * from final
