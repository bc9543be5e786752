-- The products of all shops as they are known now, with the ledger change that last moved one of them (that it is
-- there, and its category): the orders of those products are redone, and with them the sums of their days.
{{ config(unique_key="product_id", indexes=[{"columns": ["product_id"], "unique": true}]) }}

{% set text = "cast(null as " ~ dbt.type_string() ~ ")" %}
{% set shops = {
    "retail": {
        "product_name": "description", "currency_code": "'GBP'", "is_product": is_retail_product("product_id"),
    },
    "storefront": {
        "product_name": "product_name", "category": "category", "brand": "brand", "unit_price": "price",
        "is_discontinued": "coalesce(is_discontinued, false)",
    },
    "markets": {"market": "market", "category": "category"},
    "app": {
        "product_name": "product_name", "category": "category", "brand": "brand", "currency_code": "'USD'",
        "is_discontinued": "not coalesce(is_active, true)",
    },
} %}

with known as (
    {% for shop, says in shops.items() -%}
    select
        product_id,
        '{{ shop }}' as source,
        {{ says.market or "'" ~ shop ~ "'" }} as market,
        {{ says.product_name or text }} as product_name,
        {{ says.category or text }} as category,
        {{ says.brand or text }} as brand,
        {{ says.unit_price or "unit_price" }} as unit_price,
        {{ says.currency_code or "currency_code" }} as currency_code,
        {{ says.is_product or "true" }} as is_product,
        {{ says.is_discontinued or "false" }} as is_discontinued,
        first_known_at,
        known_at
    from {{ ref("int_" ~ shop ~ "__products") }}
    {{ "union all" if not loop.last }}
    {% endfor %}
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
