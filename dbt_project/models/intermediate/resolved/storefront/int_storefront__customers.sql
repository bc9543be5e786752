-- What the newest accepted row says of each customer. The shop sends all of its customers every day, so they are
-- looked up one by one in an index instead of sorting the whole log.
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id"], "unique": true}]) }}

with keys as (
    {{ changed_keys("customer_id", ref("chk_storefront__customers")) }}
),

final as (
    select
        keys.customer_id,
        oldest.known_at as first_known_at,
        newest.known_at,
        newest.file_id,
        newest.content_key,
        newest.source_row,
        newest.batch_date,
        newest.created_at,
        newest.birth_date,
        newest.registration_date,
        newest.country,
        newest.customer_tier,
        newest.rule_codes
    from keys
    cross join
        lateral (
            {{ accepted_rows("chk_storefront__customers", where="judged.customer_id = keys.customer_id") }}
            order by {{ newest_first("judged.known_at", day="judged.batch_date") }}
            limit 1
        ) as newest
    cross join
        lateral (
            {{ accepted_rows("chk_storefront__customers", where="judged.customer_id = keys.customer_id") }}
            order by judged.batch_date asc nulls first, judged.known_at asc nulls first
            limit 1
        ) as oldest
)

select * from final
