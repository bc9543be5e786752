-- No value of a rejected row is kept here: it may hold personal data, and every reader may read this table.

with files as (
    select * from {{ ref("stg_ops__files") }}
    where state in ('loaded', 'held')
),

rules as (
    select * from {{ ref("dq_rules") }}
    where severity = 'error'
),

damaged as (
    select * from {{ ref("stg_quarantine__rejected_rows") }}
),

unaccepted as (
    {% for model in checked_feeds() -%}
    select
        file_id,
        attempt,
        source_row,
        rule_codes
    from {{ ref(model) }}
    where not is_accepted
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- The first error of a row is the one that stands first in its list of codes.
judged as (
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
        code as reason,
        rule_codes as reasons,
        description as detail
    from judged
    where error_number = 1
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
