{#- Files of which rows are missing, too many, or neither accepted nor rejected. -#}
{% macro rows_of_files(file_ids=none) -%}
with files as (
    select * from {{ ref("stg_ops__files") }}
    where is_visible {{ "and file_id in (" ~ file_ids ~ ")" if file_ids }}
),

judged as (
    {% for log in checked_feeds() -%}
    select
        file_id,
        attempt,
        count(*) as row_count,
        count(*) filter (where is_accepted and rule_codes is not null) as accepted_count,
        count(*) filter (where not is_accepted and rule_codes <> '') as rejected_count
    from {{ ref(log) }}
    {{ "where file_id in (" ~ file_ids ~ ")" if file_ids }}
    group by file_id, attempt
    {{ "union all" if not loop.last }}
    {% endfor %}
),

damaged as (
    select
        file_id,
        attempt,
        count(*) as row_count
    from {{ ref("stg_quarantine__rejected_rows") }}
    {{ "where file_id in (" ~ file_ids ~ ")" if file_ids }}
    group by file_id, attempt
),

final as (
    select
        files.path,
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

select * from final
where
    rows_read is distinct from rows_loaded + rows_rejected
    or rows_rejected is distinct from quarantined
    or rows_loaded is distinct from judged
    or judged <> accepted + rejected
{%- endmacro %}
