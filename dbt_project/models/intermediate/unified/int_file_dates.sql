-- A log of the days on which each file sells something, by its own accepted rows. A file has few days, so the calendar
-- and the gates need not look through all orders, and an invoice whose lines span midnight counts on both days.
{{ config(materialized="incremental", incremental_strategy="append") }}
{% set changed = changed_file_ids() %}

with days as (
    {{ sales_days(changed) }}
),

final as (
    select
        file_id,
        attempt,
        order_date
    from days
    {{ unless_logged(changed, "days") }}
)

select * from final
