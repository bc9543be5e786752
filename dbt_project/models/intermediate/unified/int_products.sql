-- The products of all shops as they are known now, kept as int_customers keeps customers. Facts take nothing from a
-- product but its presence; the sums of their days are by category.
{{ config(
    materialized="incremental",
    unique_key="product_id",
    meta={"present_if": "product_id"},
    indexes=[{"columns": ["product_id"], "unique": true}]
) }}
{% set changed = changed_file_ids() %}
{% set judged = ref("chk_storefront__products") %}
{% set retail_judged = ref("chk_retail__invoices") %}
{% set logs = [ref("chk_markets__orders"), ref("chk_app__inventory")] %}
{% set only_touched = "where product_id in (select product_id from touched)" if is_incremental() else "" %}

with retail_products as (
    select * from {{ ref("int_retail__products") }}
),

{% if is_incremental() %}
touched as (
    select {{ natural_key("'retail'", "product_code") }} as product_id
    from {{ retail_judged }}
    where file_id in ({{ changed }}) and product_code is not null
    union
    select {{ natural_key("'storefront'", "product_id") }}
    from {{ judged }}
    where file_id in ({{ changed }}) and product_id is not null
    {%- for log in logs %}
    union
    select product_id
    from {{ log }}
    where file_id in ({{ changed }}) and product_id is not null
    {%- endfor %}
),

{% endif %}
located as (
    select
        {{ natural_key("'retail'", "product_code") }} as product_id,
        'retail' as source,
        'retail' as market,
        product_code,
        description as product_name,
        cast(null as {{ dbt.type_string() }}) as category,
        cast(null as {{ dbt.type_string() }}) as subcategory,
        cast(null as {{ dbt.type_string() }}) as brand,
        unit_price,
        'GBP' as currency_code,
        {{ is_retail_product("product_code") }} as is_product,
        false as is_discontinued,
        cast(null as numeric(18, 4)) as weight_kg,
        cast(null as {{ dbt.type_string() }}) as dimensions_cm,
        cast(null as {{ dbt.type_string() }}) as colour,
        cast(null as {{ dbt.type_string() }}) as material,
        cast(null as date) as launch_date,
        first_known_at,
        known_at
    from retail_products
    {% if is_incremental() %}
    where {{ natural_key("'retail'", "product_code") }} in (select product_id from touched)
    {% endif %}
    union all
    select
        product_id,
        'storefront' as source,
        'storefront' as market,
        substr(product_id, length('storefront:') + 1) as product_code,
        product_name,
        category,
        subcategory,
        brand,
        price as unit_price,
        currency_code,
        true as is_product,
        coalesce(is_discontinued, false) as is_discontinued,
        weight_kg,
        dimensions_cm,
        colour,
        material,
        launch_date,
        first_known_at,
        known_at
    from {{ ref("int_storefront__products") }}
    {{ only_touched }}
    {%- for shop in ["markets", "app"] %}
    {%- set is_app = shop == "app" %}
    {%- set text = "cast(null as " ~ dbt.type_string() ~ ")" %}
    union all
    select
        product_id,
        '{{ shop }}' as source,
        {{ "'app'" if is_app else "market" }} as market,
        substr(product_id, position(':' in product_id) + 1) as product_code,
        {{ "product_name" if is_app else text }} as product_name,
        category,
        {{ text }} as subcategory,
        {{ "brand" if is_app else text }} as brand,
        unit_price,
        {{ "'USD'" if is_app else "currency_code" }} as currency_code,
        true as is_product,
        {{ "not coalesce(is_active, true)" if is_app else "false" }} as is_discontinued,
        cast(null as numeric(18, 4)) as weight_kg,
        {{ text }} as dimensions_cm,
        {{ text }} as colour,
        {{ text }} as material,
        cast(null as date) as launch_date,
        first_known_at,
        known_at
    from {{ ref("int_" ~ shop ~ "__products") }}
    {{ only_touched }}
    {%- endfor %}
),

final as (
    {{ follow_members("product", ["category"], [
        "source", "market", "product_code", "product_name", "subcategory", "brand", "unit_price", "currency_code",
        "is_product", "is_discontinued", "weight_kg", "dimensions_cm", "colour", "material", "launch_date",
        "first_known_at", "known_at",
    ]) }}
)

select * from final
