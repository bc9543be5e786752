-- Fails if a loaded file of the feed has a row that was neither loaded nor rejected, or if the log holds another
-- number of its rows than the ledger, or one that is neither accepted nor rejected. Does not assert that a verdict is
-- right.
{% test every_row_is_judged_once(model, feed, whole_history=false) %}
{% set scope = in_question("file_id", whole_history) %}

with files as (
    select * from {{ ref("stg_ops__files") }}
    where is_visible and source || '__' || feed = '{{ feed }}' and {{ scope }}
),

judged as (
    select
        file_id,
        attempt,
        count(*) as row_count,
        count(*) filter (where is_accepted and rule_codes is not null) as accepted_count,
        count(*) filter (where not is_accepted and rule_codes <> '') as rejected_count
    from {{ model }}
    where {{ scope }}
    group by file_id, attempt
),

damaged as (
    select
        file_id,
        attempt,
        count(*) as row_count
    from {{ ref("stg_quarantine__rejected_rows") }}
    where {{ scope }}
    group by file_id, attempt
),

counted as (
    select
        files.path,
        files.latest_date,
        files.rows_read,
        files.rows_loaded,
        files.rows_rejected,
        coalesce(damaged.row_count, 0) as quarantined,
        coalesce(judged.row_count, 0) as judged,
        coalesce(judged.accepted_count, 0) as accepted,
        coalesce(judged.rejected_count, 0) as rejected
    from files
    left join judged on files.file_id = judged.file_id and files.attempt = judged.attempt
    left join damaged on files.file_id = damaged.file_id and files.attempt = damaged.attempt
)

select
    '{{ feed }}: ' || path || ' of ' || latest_date || ': ' || rows_read || ' rows read, ' || rows_loaded || ' loaded and '
    || rows_rejected || ' damaged by the ledger; ' || quarantined || ' in quarantine, ' || judged || ' judged, '
    || accepted || ' accepted, ' || rejected || ' rejected' as finding
from counted
where
    rows_read is distinct from rows_loaded + rows_rejected
    or rows_rejected is distinct from quarantined
    or rows_loaded is distinct from judged
    or judged <> accepted + rejected
order by finding

{% endtest %}
