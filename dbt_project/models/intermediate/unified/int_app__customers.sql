-- The mobile shop has no customer file: a customer is whoever ordered or did something in the app. The country is that
-- of the latest event that names one.
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}
{% set changed = changed_file_ids("app", ["orders", "events"]) %}
{% set withdrawn = changed_file_ids("app", ["orders", "events"], withdrawn_only=true) %}
{% set orders = ref("chk_app__orders") %}
{% set events = ref("chk_app__events") %}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

sightings as (
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as country,
        ordered_at as known_at,
        file_id,
        attempt,
        source_row
    from {{ orders }}
    where is_accepted
    union all
    select
        customer_id,
        country,
        occurred_at as known_at,
        file_id,
        attempt,
        source_row
    from {{ events }}
    where is_accepted
),

lines as (
    select
        sightings.*,
        files.path,
        files.content_key
    from sightings
    inner join files on sightings.file_id = files.file_id and sightings.attempt = files.attempt
    where files.is_visible
),

{{ latest_of_lines([orders, events], "customer_id", ["country"], changed, withdrawn, preferred="country") }}

final as (
    select
        touched_id as customer_id,
        country,
        path,
        content_key,
        source_row,
        first_known_at,
        known_at
    from latest
)

select * from final
