-- The rows that break an error rule, so that whoever asks for them need not look through all those accepted. The
-- reason is the first error in the row's list of codes.
{{ config(unique_key="file_id", indexes=[{"columns": ["file_id"]}]) }}

with rules as (
    select * from {{ ref("dq_rules") }}
    where severity = 'error' or is_vital
),

unaccepted as (
    {% for log in logs_with() -%}
    select
        file_id,
        attempt,
        source_row,
        rule_codes
    from {{ ref(log) }}
    where not is_accepted and {{ changed_only("file_id") }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        unaccepted.file_id,
        unaccepted.attempt,
        unaccepted.source_row,
        unaccepted.rule_codes,
        rules.code,
        rules.description,
        row_number() over (
            partition by unaccepted.file_id, unaccepted.attempt, unaccepted.source_row
            order by position(',' || rules.code || ',' in ',' || unaccepted.rule_codes || ','), rules.code
        ) as error_number
    from unaccepted
    inner join rules on position(',' || rules.code || ',' in ',' || unaccepted.rule_codes || ',') > 0
),

final as (
    select
        file_id,
        attempt,
        source_row,
        code as reason,
        rule_codes as reasons,
        description as detail
    from ranked
    where error_number = 1
)

select * from final
