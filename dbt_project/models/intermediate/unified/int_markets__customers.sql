-- The row that counts of each customer, by the time of registration (see macro latest_by_key).
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("markets", ["customers"]) %}

with {{ latest_by_key(ref("chk_markets__customers"), "customer_id", changed, known_at="checked.created_at") }}

final as (
    select
        latest.touched_id as customer_id,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        latest.first_known_at,
        latest.known_at,
        latest.created_at,
        latest.market,
        latest.last_used_platform,
        latest.is_blocked,
        latest.language,
        latest.outstanding_amount,
        latest.loyalty_points,
        latest.employee_count,
        latest.rule_codes
    from latest
)

select * from final
