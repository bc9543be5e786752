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
        content_key as source_file_key,
        source_row,
        product_id,
        warehouse_id,
        level_date,
        stock_quantity,
        reserved_quantity,
        coalesce(available_quantity, stock_quantity - coalesce(reserved_quantity, 0)) as available_quantity,
        reorder_level,
        cast(null as {{ dbt.type_bigint() }}) as reorder_quantity,
        last_restocked_date,
        last_audit_date,
        cast(null as numeric(18, 4)) as unit_cost,
        'USD' as currency_code
    from storefront
    union all
    select
        inventory_level_id,
        'app' as source,
        content_key as source_file_key,
        source_row,
        product_id,
        warehouse_id,
        level_date,
        stock_quantity,
        -- The app reserves nothing: what is there can be sold.
        cast(null as {{ dbt.type_bigint() }}) as reserved_quantity,
        stock_quantity as available_quantity,
        reorder_level,
        reorder_quantity,
        last_restocked_date,
        cast(null as date) as last_audit_date,
        unit_cost,
        'USD' as currency_code
    from app
)

select * from final
