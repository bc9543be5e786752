-- A log, so that what is known of the quality of a file is counted once.
{{ config(materialized="incremental", incremental_strategy="append") }}
{% set changed = changed_file_ids() %}

with counted as (
    {{ filled_columns(changed) }}
),

final as (
    select
        file_id,
        attempt,
        table_name,
        column_name,
        row_count,
        filled_count,
        distinct_count
    from counted
    {{ unless_logged(changed, "counted") }}
)

select * from final
