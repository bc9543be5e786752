-- The versions of the products of all shops.
{% set text = "cast(null as " ~ dbt.type_string() ~ ")" %}
{% set shops = {
    "retail": {"product_name": "product_name", "currency_code": "'GBP'", "is_product": is_retail_product("product_id")},
    "storefront": {
        "product_name": "product_name", "category": "category", "subcategory": "subcategory", "brand": "brand",
        "currency_code": "currency_code", "is_discontinued": "is_discontinued", "weight_kg": "weight_kg",
        "dimensions_cm": "dimensions_cm", "colour": "colour", "material": "material", "launch_date": "launch_date",
    },
    "markets": {
        "market": "market", "category": "category", "currency_code": "currency_code", "unit_cost": "unit_cost",
    },
    "app": {
        "product_name": "product_name", "category": "category", "brand": "brand", "currency_code": "'USD'",
        "unit_cost": "unit_cost", "is_discontinued": "is_discontinued",
    },
} %}

with versions as (
    {% for shop, says in shops.items() -%}
    select
        product_id,
        {{ hash_key("dbt_scd_id") }} as product_key,
        '{{ shop }}' as source,
        {{ says.market or "'" ~ shop ~ "'" }} as market,
        {{ own_id("product_id") }} as product_code,
        {{ says.product_name or text }} as product_name,
        {{ says.category or text }} as category,
        {{ says.subcategory or text }} as subcategory,
        {{ says.brand or text }} as brand,
        unit_price,
        {{ says.unit_cost or "cast(null as numeric(18, 4))" }} as unit_cost,
        {{ says.currency_code }} as currency_code,
        {{ says.is_product or "true" }} as is_product,
        {{ says.is_discontinued or "false" }} as is_discontinued,
        {{ says.weight_kg or "cast(null as numeric(18, 4))" }} as weight_kg,
        {{ says.dimensions_cm or text }} as dimensions_cm,
        {{ says.colour or text }} as colour,
        {{ says.material or text }} as material,
        {{ says.launch_date or "cast(null as date)" }} as launch_date,
        dbt_valid_from as valid_from,
        dbt_valid_to as valid_to,
        effective_from,
        effective_to,
        moved_seq,
        moved_from
    from {{ ref("snp_" ~ shop ~ "__products") }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from versions
