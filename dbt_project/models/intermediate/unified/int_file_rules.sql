-- A log, as int_file_columns.
{{ config(materialized="incremental", incremental_strategy="append") }}
{% set changed = changed_file_ids() %}

with broken as (
    {{ broken_rules(changed) }}
),

rules as (
    {{ rules_of_logs() }}
),

counted as (
    select
        broken.file_id,
        broken.attempt,
        broken.table_name,
        rules.code,
        sum(broken.row_count) as row_count
    from broken
    inner join rules
        on broken.table_name = rules.table_name
        and position(',' || rules.code || ',' in ',' || broken.rule_codes || ',') > 0
    group by broken.file_id, broken.attempt, broken.table_name, rules.code
),

final as (
    select
        file_id,
        attempt,
        table_name,
        code,
        cast(row_count as {{ dbt.type_bigint() }}) as row_count
    from counted
    {{ unless_logged(changed, "counted") }}
)

select * from final
