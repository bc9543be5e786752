-- The versions of each product.
{# Grows with the shops, so it is not made anew each day as the other dimensions are. #}
{{ config(
    materialized="incremental",
    unique_key="product_id",
    indexes=[{"columns": ["product_id", "effective_from"]}]
) }}

{% set texts = [
    "product_code", "category", "subcategory", "brand", "currency_code", "dimensions_cm", "colour", "material",
] %}

with members as (
    select
        product_key,
        product_id,
        source,
        market,
        product_name,
        {{ texts | join(",\n        ") }},
        unit_price,
        unit_cost,
        weight_kg,
        is_product,
        is_discontinued,
        launch_date,
        valid_from,
        valid_to,
        effective_from,
        effective_to
    from {{ ref("int_products") }}
    union all
    select
        -1 as product_key,
        'unknown' as product_id,
        'unknown' as source,
        'unknown' as market,
        'Unknown' as product_name,
        {% for column in texts -%} cast(null as {{ dbt.type_string() }}) as {{ column }},
        {% endfor -%}
        {% for column in ["unit_price", "unit_cost", "weight_kg"] -%} cast(null as numeric(18, 4)) as {{ column }},
        {% endfor -%}
        cast(null as boolean) as is_product,
        cast(null as boolean) as is_discontinued,
        cast(null as date) as launch_date,
        {% for time in ["valid_from", "valid_to", "effective_from"] -%}
        cast(null as {{ dbt.type_timestamp() }}) as {{ time }},
        {% endfor -%}
        {{ end_of_time() }} as effective_to
),

sized as (
    select
        members.*,
        {% for side in [1, 2, 3] -%}
        {{ safe_decimal("btrim(split_part(lower(dimensions_cm), 'x', " ~ side ~ "))") }} as side_{{ side }},
        {% endfor -%}
        split_part(lower(dimensions_cm), 'x', 4) = '' as has_three_sides
    from members
),

final as (
    select
        product_key,
        product_id,
        source,
        market,
        product_name,
        {{ texts | join(",\n        ") }},
        unit_price,
        unit_cost,
        -- In the currency it is written in.
        case
            when unit_price < 50 then 'Budget'
            when unit_price < 150 then 'Mid-range'
            when unit_price < 300 then 'Premium'
            when unit_price >= 300 then 'Luxury'
        end as price_band,
        is_product,
        is_discontinued,
        weight_kg,
        -- Of `20x15x8`; null when these are not three numbers, or no size a parcel can have.
        case
            when has_three_sides and side_1 * side_2 * side_3 between 0 and 1000000000
                then cast(side_1 * side_2 * side_3 as numeric(18, 4))
        end as volume_cm3,
        launch_date,
        valid_from,
        valid_to,
        effective_from,
        effective_to,
        effective_to = {{ end_of_time() }} as is_current
    from sized
    where {{ changed_only("product_id") }}
)

select * from final
