-- A view, as rejected_rows: the ledger is its own history.
with files as (
    select * from {{ ref("stg_ops__files") }}
),

batches as (
    select * from {{ ref("stg_ops__batches") }}
),

rejects as (
    select
        source_path,
        source_file_key,
        count(*) as rows_rejected_by_rules
    from {{ ref("rejected_rows") }}
    where kind = 'rule'
    group by source_path, source_file_key
),

file_steps as (
    select
        'file' as step,
        files.file_id as step_number,
        files.source,
        files.feed,
        files.path,
        files.content_key as source_file_key,
        files.business_date,
        files.state as status,
        files.error,
        files.attempt as attempts,
        files.size_bytes,
        files.rows_read,
        files.rows_loaded,
        files.rows_rejected,
        case when files.is_visible then coalesce(rejects.rows_rejected_by_rules, 0) end as rows_rejected_by_rules,
        cast(files.reject_counts as {{ dbt.type_string() }}) as reject_counts,
        cast(files.columns_added as {{ dbt.type_string() }}) as columns_added,
        cast(files.columns_missing as {{ dbt.type_string() }}) as columns_missing,
        originals.path as duplicate_of_path,
        files.discovered_at,
        files.started_at,
        files.finished_at
    from files
    left join files as originals on files.duplicate_of_file_id = originals.file_id
    left join rejects on files.path = rejects.source_path and files.content_key = rejects.source_file_key
),

-- A batch has no row counts of its own, so that a sum over the log counts each row once.
batch_steps as (
    select
        'batch' as step,
        batch_id as step_number,
        source,
        cast(null as {{ dbt.type_string() }}) as feed,
        trigger_path as path,
        cast(null as {{ dbt.type_bigint() }}) as source_file_key,
        batch_date as business_date,
        state as status,
        error,
        cast(null as {{ dbt.type_int() }}) as attempts,
        {% for count in ["size_bytes", "rows_read", "rows_loaded", "rows_rejected", "rows_rejected_by_rules"] -%}
        cast(null as {{ dbt.type_bigint() }}) as {{ count }},
        {% endfor -%}
        {% for text in ["reject_counts", "columns_added", "columns_missing", "duplicate_of_path"] -%}
        cast(null as {{ dbt.type_string() }}) as {{ text }},
        {% endfor -%}
        discovered_at,
        discovered_at as started_at,
        finished_at
    from batches
),

steps as (
    select * from file_steps
    union all
    select * from batch_steps
),

final as (
    select
        step || ':' || cast(step_number as {{ dbt.type_string() }}) as log_id,
        steps.*,
        round(
            cast({{ dbt.datediff("started_at", "finished_at", "millisecond") }} as {{ dbt.type_numeric() }}) / 1000, 3
        ) as duration_seconds
    from steps
)

select * from final
