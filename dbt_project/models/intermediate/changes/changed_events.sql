-- Events of the mobile shop that a file of the interval speaks of, and those of the time for which their customer or
-- product has another version than before.
with files as (
    select * from {{ ref("changed_files") }}
),

judged as (
    select * from {{ ref("chk_app__events") }}
),

final as (
    select judged.event_id
    from judged
    inner join files on judged.file_id = files.file_id
    where judged.event_id is not null
    {%- for entity in ["customer", "product"] %}
    union
    select judged.event_id
    from judged
    inner join {{ ref("changed_" ~ entity ~ "_keys") }} as moved
        on judged.{{ entity }}_id = moved.{{ entity }}_id
        and judged.occurred_at >= moved.moved_from
        and judged.occurred_at < moved.moved_until
    where judged.event_id is not null
    {%- endfor %}
)

select event_id from final
