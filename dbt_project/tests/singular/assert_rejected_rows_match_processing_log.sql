-- Fails if a loaded file's structural rejects are not all in rejected_rows, one for one, or if its records are not all
-- either loaded or rejected. Does not look at held files: reading may have stopped before their end.
{{ config(meta={"dagster": {"ref": {"name": "rejected_rows"}}}) }}

with files as (
    select * from {{ ref("processing_log") }}
    where step = 'file' and status = 'loaded'
),

rejects as (
    select
        source_path,
        source_file_key,
        count(*) as rows_rejected
    from {{ ref("rejected_rows") }}
    where kind = 'structural'
    group by source_path, source_file_key
)

select
    files.path,
    files.rows_read,
    files.rows_loaded,
    files.rows_rejected,
    rejects.rows_rejected as rows_listed
from files
left join rejects on files.path = rejects.source_path and files.source_file_key = rejects.source_file_key
where
    files.rows_rejected != coalesce(rejects.rows_rejected, 0)
    or files.rows_read != files.rows_loaded + files.rows_rejected
