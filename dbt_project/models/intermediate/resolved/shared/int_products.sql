-- The products of all shops as they are known now, with the ledger change that last moved one of them (that it is
-- there, and its category): the orders of those products are redone, and with them the sums of their days.
{{ config(unique_key="product_id", indexes=[{"columns": ["product_id"], "unique": true}]) }}

with known as (
    select
        product_id,
        'retail' as source,
        'retail' as market,
        description as product_name,
        cast(null as {{ dbt.type_string() }}) as category,
        cast(null as {{ dbt.type_string() }}) as brand,
        unit_price,
        'GBP' as currency_code,
        {{ is_retail_product("product_id") }} as is_product,
        false as is_discontinued,
        first_known_at,
        known_at
    from {{ ref("int_retail__products") }}
    union all
    select
        product_id,
        'storefront' as source,
        'storefront' as market,
        product_name,
        category,
        brand,
        price as unit_price,
        currency_code,
        true as is_product,
        coalesce(is_discontinued, false) as is_discontinued,
        first_known_at,
        known_at
    from {{ ref("int_storefront__products") }}
    union all
    select
        product_id,
        'markets' as source,
        market,
        cast(null as {{ dbt.type_string() }}) as product_name,
        category,
        cast(null as {{ dbt.type_string() }}) as brand,
        unit_price,
        currency_code,
        true as is_product,
        false as is_discontinued,
        first_known_at,
        known_at
    from {{ ref("int_markets__products") }}
    union all
    select
        product_id,
        'app' as source,
        'app' as market,
        product_name,
        category,
        brand,
        unit_price,
        'USD' as currency_code,
        true as is_product,
        not coalesce(is_active, true) as is_discontinued,
        first_known_at,
        known_at
    from {{ ref("int_app__products") }}
),

described as (
    select * from {{ ref("int_storefront__products") }}
),

final as (
    select
        known.product_id,
        {{ hash_key("known.product_id") }} as product_key,
        known.category,
        known.source,
        known.market,
        {{ own_id("known.product_id") }} as product_code,
        known.product_name,
        described.subcategory,
        known.brand,
        known.unit_price,
        known.currency_code,
        known.is_product,
        known.is_discontinued,
        described.weight_kg,
        described.dimensions_cm,
        described.colour,
        described.material,
        described.launch_date,
        known.first_known_at,
        known.known_at,
        {{ last_change("product_id", "known", ["category"]) }} as changed_seq
    from known
    left join described on known.product_id = described.product_id
    where {{ changed_only("known.product_id") }}
)

select * from final
