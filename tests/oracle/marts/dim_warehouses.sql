-- key: warehouse_id
with seen as (
    select 'storefront' as source, code(warehouse_id) as warehouse, said(warehouse_name) as name, file_day,
        said(created_timestamp) as told_at, cast(row_number as bigint) as place
    from raw.storefront__inventory
    union all
    select 'storefront', code(origin_warehouse), null, file_day, null, 0
    from raw.storefront__shipping
    where said(origin_warehouse) is not null
    union all
    select 'app', code(warehouse_location), null, file_day, null, 0
    from raw.app__inventory
)
select
    source || ':' || warehouse as warehouse_id,
    source,
    warehouse as warehouse_code,
    coalesce(last(name order by file_day, told_at, place) filter (where name is not null), warehouse) as warehouse_name
from seen
group by source, warehouse
union all
select 'unknown', 'unknown', null, 'Unknown'
