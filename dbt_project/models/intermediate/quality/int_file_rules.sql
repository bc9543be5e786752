-- Per file and rule, how many of its rows break it.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with broken as (
    {% for log in logs_with() -%}
    select
        file_id,
        attempt,
        '{{ log }}' as table_name,
        rule_codes,
        count(*) as row_count
    from {{ ref(log) }}
    where rule_codes <> '' and {{ changed_only("file_id") }}
    group by file_id, attempt, rule_codes
    {{ "union all" if not loop.last }}
    {% endfor %}
),

rules as (
    select * from {{ ref("dq_rules") }}
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
        on broken.table_name = 'chk_' || rules.feed
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
)

select * from final
