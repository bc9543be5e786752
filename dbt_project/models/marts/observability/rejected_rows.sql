-- No value of a rejected row is kept here: it may hold personal data, and every reader may read this table. A view:
-- both kinds of rejects are logs already, and a build need not write again what was rejected long ago.
with files as (
    select * from {{ ref("stg_ops__files") }}
    where state in ('loaded', 'held')
),

damaged as (
    select * from {{ ref("stg_quarantine__rejected_rows") }}
),

judged as (
    select * from {{ ref("int_rejected_rows") }}
),

rejected as (
    select
        'structural' as kind,
        file_id,
        attempt,
        line_number,
        cast(null as {{ dbt.type_bigint() }}) as row_number,
        reason,
        reason as reasons,
        detail
    from damaged
    union all
    select
        'rule' as kind,
        file_id,
        attempt,
        cast(null as {{ dbt.type_bigint() }}) as line_number,
        source_row as row_number,
        reason,
        reasons,
        detail
    from judged
),

final as (
    select
        rejected.kind || ':' || files.path || ':' || cast(files.content_key as {{ dbt.type_string() }}) || ':'
        || cast(coalesce(rejected.line_number, rejected.row_number) as {{ dbt.type_string() }}) as rejected_row_id,
        rejected.kind,
        files.source,
        files.feed,
        files.path as source_path,
        files.content_key as source_file_key,
        files.state as file_state,
        files.business_date,
        rejected.line_number,
        rejected.row_number,
        rejected.reason,
        rejected.reasons,
        rejected.detail,
        'error' as severity
    from rejected
    inner join files on rejected.file_id = files.file_id and rejected.attempt = files.attempt
)

select * from final
