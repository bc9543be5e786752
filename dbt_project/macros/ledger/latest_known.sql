{#-
    Steps of a model that keeps the latest accepted row of each key of a web shop's file, by business time; the day of its
    batch, its content and the row break ties, so the order in which files arrived does not matter. The shop sends all of
    its customers and products every day, so new rows compete with what is known and the history is left alone; only the
    keys of a file that was withdrawn are worked out again from all rows.
-#}
{% macro latest_known(feed, key, columns) -%}
{%- set log = "chk_storefront__" ~ feed -%}
{%- set changed = changed_file_ids("storefront", [feed]) -%}
{%- set withdrawn = changed_file_ids("storefront", [feed], withdrawn_only=true) -%}
{%- set carried = ["file_id", "content_key", "source_row", "batch_date", "created_at"] + columns -%}

{%- if is_incremental() %}
touched as (
    select
        {{ key }},
        bool_or(file_id in ({{ withdrawn }})) as is_withdrawn
    from {{ ref(log) }}
    where file_id in ({{ changed }}) and {{ key }} is not null
    group by {{ key }}
),

candidates as (
    {{ visible_rows(log, key, columns) }} and judged.file_id in ({{ changed }})
    union all
    select
        touched.{{ key }} as touched_id,
        known.known_at,
        known.first_known_at,
        known.{{ carried | join(", known.") }}
    from {{ this }} as known
    inner join touched on known.{{ key }} = {{ natural_key("'storefront'", "touched." ~ key) }}
    where touched.is_withdrawn is not true
    {%- if withdrawn != "null" %}
    union all
    {{ visible_rows(log, key, columns, within="touched") }} and touched.is_withdrawn
    {%- endif %}
    -- A touched key with nothing left ranks alone, as a tombstone.
    union all
    select
        {{ key }} as touched_id,
        null as known_at,
        null as first_known_at,
        null as {{ carried | join(", null as ") }}
    from touched
),

{%- else %}
candidates as (
    {{ visible_rows(log, key, columns) }}
),

{%- endif %}

ranked as (
    select
        *,
        min(first_known_at) over (partition by touched_id) as first_known_ever_at,
        row_number() over (
            partition by touched_id
            order by
                known_at desc nulls last, batch_date desc nulls last, content_key desc nulls last,
                source_row desc nulls last
        ) as recency
    from candidates
),

final as (
    select
        {{ natural_key("'storefront'", "touched_id") }} as {{ key }},
        first_known_ever_at as first_known_at,
        known_at,
        {{ carried | join(", ") }}
    from ranked
    where recency = 1
)
{%- endmacro %}

{#- The accepted rows of visible files, of the keys of `within` if it is given; ends in a `where` that can be added to. -#}
{% macro visible_rows(log, key, columns, within=none) -%}
    {%- set midnight = "cast(judged.batch_date as " ~ dbt.type_timestamp() ~ ")" -%}
    {%- set known_at = "coalesce(judged.created_at, " ~ local_to_utc(midnight, "America/New_York") ~ ")" -%}
    select
        judged.{{ key }} as touched_id,
        {{ known_at }} as known_at,
        {{ known_at }} as first_known_at,
        judged.file_id,
        files.content_key,
        judged.source_row,
        judged.batch_date,
        judged.created_at,
        judged.{{ columns | join(", judged.") }}
    from {{ ref(log) }} as judged
    inner join {{ ref("stg_ops__files") }} as files
        on judged.file_id = files.file_id and judged.attempt = files.attempt
    {% if within -%} inner join {{ within }} on judged.{{ key }} = {{ within }}.{{ key }} {%- endif %}
    where judged.is_accepted and files.is_visible
{%- endmacro %}
