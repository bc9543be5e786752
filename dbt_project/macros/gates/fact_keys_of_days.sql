{#- Keys of facts that name no member of a dimension, or the unknown member although the member is known. -#}
{% macro fact_keys_of_days(days=none) -%}
with keys as (
    select
        customer_key,
        customer_id,
        product_key,
        product_id,
        geo_id,
        date_id
    from {{ ref("fct_sales") }}
    where {{ on_date_ids("date_id", days) }}
    group by grouping sets ((customer_key, customer_id), (product_key, product_id), (geo_id), (date_id))
),

final as (
    select
        'customer' as dimension,
        keys.customer_key as key,
        keys.customer_id as id
    from keys
    left join {{ ref("dim_customers") }} as members on keys.customer_id = members.customer_id
    where keys.customer_key is not null and keys.customer_key <> coalesce(members.customer_key, -1)
    union all
    select
        'product' as dimension,
        keys.product_key as key,
        keys.product_id as id
    from keys
    left join {{ ref("dim_products") }} as members on keys.product_id = members.product_id
    where keys.product_key is not null and keys.product_key <> coalesce(members.product_key, -1)
    union all
    select
        'geography' as dimension,
        keys.geo_id as key,
        null as id
    from keys
    left join {{ ref("dim_geography") }} as members on keys.geo_id = members.geo_id
    where keys.geo_id is not null and members.geo_id is null
    union all
    select
        'date' as dimension,
        keys.date_id as key,
        null as id
    from keys
    left join {{ ref("dim_date") }} as members on keys.date_id = members.date_id
    where keys.date_id is not null and members.date_id is null
)

select * from final
{%- endmacro %}
