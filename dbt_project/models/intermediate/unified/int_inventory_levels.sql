-- What lay in which warehouse on which day, in the words of all shops. Storefront counts each day, the app each week.
with storefront as (
    select * from {{ ref("int_storefront__inventory") }}
),

app as (
    select * from {{ ref("int_app__inventory") }}
),

final as (
    select
        inventory_level_id,
        'storefront' as source,
        file_id,
        content_key as source_file_key,
        source_row,
        product_id,
        warehouse,
        level_date,
        stock_quantity,
        reserved_quantity,
        available_quantity,
        reorder_level,
        cast(null as {{ dbt.type_bigint() }}) as reorder_quantity,
        last_restocked_date,
        cast(null as numeric(18, 4)) as unit_cost
    from storefront
    union all
    select
        inventory_level_id,
        'app' as source,
        file_id,
        content_key as source_file_key,
        source_row,
        product_id,
        warehouse,
        level_date,
        stock_quantity,
        -- The app reserves nothing: what is there can be sold.
        cast(null as {{ dbt.type_bigint() }}) as reserved_quantity,
        stock_quantity as available_quantity,
        reorder_level,
        reorder_quantity,
        last_restocked_date,
        unit_cost
    from app
)

select * from final
