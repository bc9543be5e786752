-- Whatever holds stock or sends parcels is a warehouse; its name is the one given by the newest file that names it.
with sightings as (
    select
        file_warehouses.*,
        files.file_day,
        files.arrival,
        files.content_key
    from {{ ref("int_file_warehouses") }} as file_warehouses
    inner join {{ ref("int_file_versions") }} as files
        on file_warehouses.file_id = files.file_id and file_warehouses.attempt = files.attempt
    where files.is_visible
),

ranked as (
    select
        sightings.*,
        row_number() over (
            partition by warehouse_id
            order by case when warehouse_name is null then 1 else 0 end, {{ newest_first("created_at") }}
        ) as place
    from sightings
),

members as (
    select
        {{ hash_key("warehouse_id") }} as warehouse_key,
        warehouse_id,
        source,
        {{ own_id("warehouse_id") }} as warehouse_code,
        coalesce(warehouse_name, {{ own_id("warehouse_id") }}) as warehouse_name
    from ranked
    where place = 1
    union all
    select
        -1 as warehouse_key,
        'unknown' as warehouse_id,
        'unknown' as source,
        cast(null as {{ dbt.type_string() }}) as warehouse_code,
        'Unknown' as warehouse_name
),

final as (
    select
        warehouse_key,
        warehouse_id,
        source,
        warehouse_code,
        warehouse_name
    from members
)

select * from final
