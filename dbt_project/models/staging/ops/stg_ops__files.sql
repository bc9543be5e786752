-- A table in a layer of views: it freezes the ledger for one build. The loader may commit while dbt runs, and a view
-- would let one model see a file that the model before it has not. Its rows are replaced in place, because a table
-- that is made anew takes every view on it along. A file that changed after the build was planned stays as it was:
-- the plan may leave out its feed, and the interval must not move past it.
{{ config(materialized="incremental", indexes=[{"columns": ["file_id"], "unique": true}]) }}

with source as (
    select * from {{ source("ops", "files") }}
),

renamed as (
    select
        file_id,
        attempts as attempt,
        content_key,
        change_seq,
        batch_id,
        state = 'loaded' as is_visible,
        source,
        feed,
        path,
        state,
        {{ json_field("path_parts", "market") }} as market,
        business_date,
        version_basis,
        -- The last day a row of the file can speak of: nothing is sold after its file was written.
        coalesce(business_date, cast({{ instant_to_utc("discovered_at") }} as date)) as latest_date,
        {{ instant_to_utc("discovered_at") }} as discovered_at,
        {{ instant_to_utc("started_at") }} as started_at,
        {{ instant_to_utc("finished_at") }} as finished_at,
        size_bytes,
        rows_read,
        rows_loaded,
        rows_rejected,
        reject_counts,
        columns_added,
        columns_missing,
        contract_version,
        error,
        duplicate_of as duplicate_of_file_id,
        supersedes as supersedes_file_id,
        run_id
    from source
),

{% if is_incremental() -%}
later as (
    select file_id
    from renamed
    where change_seq > ({{ visible_change() }})
),

final as (
    select * from renamed
    where file_id not in (select later.file_id from later)
    union all
    select * from {{ this }}
    where file_id in (select later.file_id from later)
)
{%- else -%}
final as (
    select * from renamed
)
{%- endif %}

select * from final -- noqa: AM04, the rows of before have the same columns
