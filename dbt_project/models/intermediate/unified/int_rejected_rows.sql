-- A log of the rows that break an error rule, so that whoever asks for them need not look through all those accepted.
{{ config(
    materialized="incremental",
    incremental_strategy="append",
    meta={"grows_by": "file_id"},
    indexes=[{"columns": ["file_id"]}]
) }}
{% set changed = changed_file_ids() %}

with rules as (
    select * from {{ ref("dq_rules") }}
    where severity = 'error'
),

unaccepted as (
    {{ unaccepted_rows(changed) }}
),

-- The first error of a row is the one that stands first in its list of codes.
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

rejected as (
    select * from ranked
    where error_number = 1
),

final as (
    select
        file_id,
        attempt,
        source_row,
        code as reason,
        rule_codes as reasons,
        description as detail
    from rejected
    {{ unless_logged(changed, "rejected") }}
)

select * from final
