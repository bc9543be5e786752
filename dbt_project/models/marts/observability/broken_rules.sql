-- Rules of single rows are counted once per file; what a rule says that compares rows with others is in no log.
with files as (
    select * from {{ ref("int_file_days") }}
),

counted as (
    select
        files.file_day,
        rows_of_file.code,
        rows_of_file.row_count
    from {{ ref("int_file_rules") }} as rows_of_file
    inner join files on rows_of_file.file_id = files.file_id and rows_of_file.attempt = files.attempt
    union all
    select
        files.file_day,
        doubts.code,
        count(distinct doubts.source_row) as row_count
    from {{ ref("int_doubts") }} as doubts
    inner join {{ ref("doubtful_rules") }} as doubtful on doubts.code = doubtful.code and doubtful.is_comparison
    inner join files on doubts.file_id = files.file_id
    group by files.file_id, files.file_day, doubts.code
),

final as (
    select
        rules.code,
        counted.file_day as metric_date,
        rules.feed,
        rules.severity,
        cast(sum(counted.row_count) as {{ dbt.type_bigint() }}) as row_count
    from counted
    inner join {{ ref("dq_rules") }} as rules on counted.code = rules.code
    group by rules.code, counted.file_day, rules.feed, rules.severity
)

select * from final
