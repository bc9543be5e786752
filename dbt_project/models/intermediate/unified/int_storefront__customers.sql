-- The latest accepted row of each customer among the visible files, by business time. The file's day, its content
-- and the row break ties, so the order in which files arrived does not matter.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_keys",
    unique_key="customer_id",
    on_schema_change="fail",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("storefront", ["customers"]) %}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

checked as (
    select * from {{ ref("chk_storefront__customers") }}
),

{% if is_incremental() %}
touched as (
    select distinct customer_id
    from {{ ref("chk_storefront__customers") }}
    where file_id in ({{ changed }}) and customer_id is not null
),

{% endif %}
candidates as (
    select
        checked.*,
        files.business_date,
        files.content_key,
        coalesce(
            checked.created_at,
            {{ local_to_utc("cast(files.business_date as " ~ dbt.type_timestamp() ~ ")", "America/New_York") }}
        ) as known_at
    from checked
    inner join files on checked.file_id = files.file_id and checked.attempt = files.attempt
    {{ "inner join touched on checked.customer_id = touched.customer_id" if is_incremental() }}
    where checked.is_accepted and files.is_visible
),

ranked as (
    select
        *,
        min(known_at) over (partition by customer_id) as first_known_at,
        row_number() over (
            partition by customer_id
            order by
                known_at desc nulls last, business_date desc nulls last, content_key desc, source_row desc
        ) as recency
    from candidates
),

latest as (
    select * from ranked
    where recency = 1
),

{% set keys = "touched" if is_incremental() else "latest" %}
final as (
    select
        {{ natural_key("'storefront'", keys ~ ".customer_id") }} as customer_id,
        latest.file_id,
        latest.content_key,
        latest.source_row,
        latest.first_known_at,
        latest.known_at,
        latest.created_at,
        latest.birth_date,
        latest.registration_date,
        latest.country,
        latest.customer_tier,
        latest.rule_codes
    from {{ keys }}
    {{ "left join latest on touched.customer_id = latest.customer_id" if is_incremental() }}
)

select * from final
