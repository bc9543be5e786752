-- A value that could not be read is not missing but invalid: null in the log, so taken off the missing ones.
with files as (
    select * from {{ ref("int_file_days") }}
),

rules as (
    select
        dq_rules.*,
        'chk_' || feed as table_name
    from {{ ref("dq_rules") }} as dq_rules
),

columns as (
    select
        counted.table_name,
        counted.column_name,
        files.file_day as metric_date,
        sum(counted.row_count) as row_count,
        sum(counted.filled_count) as filled_count,
        sum(counted.distinct_count) as distinct_count
    from {{ ref("int_file_columns") }} as counted
    inner join files on counted.file_id = files.file_id and counted.attempt = files.attempt
    group by counted.table_name, counted.column_name, files.file_day
),

broken as (
    select
        rules.table_name,
        rules.column_name,
        counted.metric_date,
        rules.dimension,
        sum(counted.row_count) as row_count,
        sum(case when rules.code like '%UNPARSEABLE' then counted.row_count else 0 end) as unparseable_count
    from {{ ref("broken_rules") }} as counted
    inner join rules on counted.code = rules.code
    group by rules.table_name, rules.column_name, counted.metric_date, rules.dimension
),

-- What is measured of a column: that it has a value, that a key is there once, and what its rules ask.
measures as (
    select
        table_name,
        column_name,
        dimension
    from rules
    where dimension <> 'completeness'
    union
    select
        columns.table_name,
        columns.column_name,
        always.dimension
    from columns
    inner join (values ('completeness'), ('uniqueness')) as always (dimension)
        on always.dimension = 'completeness' or columns.distinct_count is not null
),

measured as (
    select
        columns.table_name,
        columns.column_name,
        columns.metric_date,
        measures.dimension,
        columns.row_count,
        case measures.dimension
            when 'completeness' then columns.row_count - columns.filled_count - coalesce(invalid.unparseable_count, 0)
            when 'uniqueness' then columns.filled_count - columns.distinct_count
            else coalesce(broken.row_count, 0)
        end as failed_count
    from columns
    inner join measures on columns.table_name = measures.table_name and columns.column_name = measures.column_name
    left join broken
        on columns.table_name = broken.table_name
        and columns.column_name = broken.column_name
        and columns.metric_date = broken.metric_date
        and measures.dimension = broken.dimension
    left join broken as invalid
        on columns.table_name = invalid.table_name
        and columns.column_name = invalid.column_name
        and columns.metric_date = invalid.metric_date
        and invalid.dimension = 'validity'
),

final as (
    select
        table_name,
        column_name,
        metric_date,
        dimension,
        cast(row_count as {{ dbt.type_bigint() }}) as rows_checked,
        {% set failed_count = "greatest(least(failed_count, row_count), 0)" -%}
        cast({{ failed_count }} as {{ dbt.type_bigint() }}) as failed_count,
        cast(1 - round(cast({{ failed_count }} as numeric(30, 8)) / row_count, 6) as numeric(7, 6)) as pass_rate
    from measured
)

select * from final
