-- The warehouses of which the accepted rows of each file speak, with the name that the last of these rows gives them.
-- A file has few, so the dimension need not look through all counts and parcels.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with sightings as (
    select
        file_id,
        attempt,
        source_row,
        created_at,
        'storefront' as source,
        warehouse_id,
        warehouse_name
    from {{ ref("chk_storefront__inventory") }}
    where is_accepted and {{ changed_only("file_id") }}
    union all
    select
        file_id,
        attempt,
        source_row,
        created_at,
        'storefront' as source,
        warehouse_id,
        cast(null as {{ dbt.type_string() }}) as warehouse_name
    from {{ ref("chk_storefront__shipping") }}
    where is_accepted and {{ changed_only("file_id") }}
    union all
    select
        file_id,
        attempt,
        source_row,
        cast(null as {{ dbt.type_timestamp() }}) as created_at,
        'app' as source,
        warehouse_id,
        cast(null as {{ dbt.type_string() }}) as warehouse_name
    from {{ ref("chk_app__inventory") }}
    where is_accepted and {{ changed_only("file_id") }}
),

ranked as (
    select
        sightings.*,
        row_number() over (
            partition by file_id, attempt, warehouse_id
            order by case when warehouse_name is null then 1 else 0 end, created_at desc nulls last, source_row desc
        ) as place
    from sightings
    where warehouse_id is not null
),

final as (
    select
        file_id,
        attempt,
        source_row,
        source,
        warehouse_id,
        warehouse_name,
        created_at
    from ranked
    where place = 1
)

select * from final
