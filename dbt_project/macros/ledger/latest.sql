{#-
    Which version of a thing counts, the same for every shop and for every order of loading.

    latest_by_key: the steps from a log of judged rows to `latest`, the row that counts of each key among the accepted rows
    of visible files: the greatest by business time, the file's day, its path, its content, its row. In an incremental
    build these are the keys of changed files, and a key with nothing left has one row of nulls, a tombstone.

    - `known_at`: SQL for the business time of a row, which may name columns of `checked` and `files`.
    - `earliest`: the smallest row counts.
    - `whole_file`: all rows that the winning file has of the key count; business time does not tell files apart.
-#}
{% macro latest_by_key(log, key, changed, known_at="null", earliest=false, whole_file=false) -%}
    {%- set direction = "asc" if earliest else "desc" -%}
    {%- set order_by = [] -%}
    {%- for column in ([] if whole_file else ["known_at", "business_date"]) + ["path", "content_key"]
            + ([] if whole_file else ["source_row"]) -%}
        {%- do order_by.append(column ~ " " ~ direction ~ " nulls last") -%}
    {%- endfor -%}
{% if is_incremental() %}
touched as (
    select distinct {{ key }}
    from {{ log }}
    where file_id in ({{ changed }}) and {{ key }} is not null
),

{% endif %}
visible as (
    {{ visible_rows(log, known_at) }}
),

{#- A touched key with nothing left joins here, before the ranking: a join to the ranked rows afterwards is planned as a
    loop that ranks them again for every key (42 s instead of a tenth for 1,348 customers). #}
{% set keys = "touched" if is_incremental() else "visible" %}
candidates as (
    select
        {{ keys }}.{{ key }} as touched_id,
        visible.*
    from {{ keys }}
    {{ "left join visible on touched." ~ key ~ " = visible." ~ key if is_incremental() }}
),

ranked as (
    select
        *,
        {{ "" if whole_file else "min(known_at) over (partition by touched_id) as first_known_at," }}
        {{ "rank()" if whole_file else "row_number()" }} over (
            partition by touched_id
            order by {{ order_by | join(", ") }}
        ) as recency
    from candidates
),

latest as (
    select * from ranked
    where recency = 1
),
{%- endmacro %}

{#-
    The same where nearly every file speaks of the same things again: a shop that sends all of its customers and products
    every day, or has no list of them, so that they are what many lines say of them. What is known is merged with the lines
    of new files and the history is left alone; only what a withdrawn file spoke of is worked out again from all lines. The
    steps from `lines` (visible rows with file_id, known_at, content_key, source_row, `place` and `columns`) to `latest`.

    - `key`: of the logs; `known_key`: of the model, from `touched_id`, where the logs hold the shop's own id.
    - `place`: the column that decides between lines of the same business time, before their content and row do.
    - `preferred`: a line with this column filled goes before one without.
-#}
{% macro latest_of_lines(logs, key, columns, changed, withdrawn, place="path", preferred=none, known_key="touched_id") -%}
    {%- set order_by = ["known_at", place, "content_key", "source_row"] -%}
{% if is_incremental() %}
{{ touched_members(logs, key, changed, withdrawn, known_key) }}

{% endif %}
candidates as (
    select
        {{ key }} as touched_id,
        {{ columns | join(", ") }},
        known_at as first_seen_at,
        {{ order_by | join(", ") }}
    from {{ "relevant_lines" if is_incremental() else "lines" }}
    {%- if is_incremental() %}
    union all
    select
        touched_id,
        {{ columns | join(", ") }},
        first_known_at as first_seen_at,
        {{ order_by | join(", ") }}
    from merged
    {#- A touched thing with nothing left ranks alone, as a tombstone. #}
    union all
    select
        touched_id,
        {% for column in columns + ["first_seen_at"] + order_by -%} null as {{ column }} {{- ", " if not loop.last }} {%- endfor %}
    from touched
    {%- endif %}
),

ranked as (
    select
        *,
        min(first_seen_at) over (partition by touched_id) as first_known_at,
        row_number() over (
            partition by touched_id
            order by
                {{ "case when " ~ preferred ~ " is null then 1 else 0 end," if preferred }}
                {{ order_by | join(" desc nulls last, ") }} desc nulls last
        ) as recency
    from candidates
),

latest as (
    select * from ranked
    where recency = 1
),
{%- endmacro %}

{#-
    The first steps of such a model in an incremental build. `touched`: what changed files speak of. `relevant_lines`: for
    what a withdrawn file spoke of every line, for the rest the lines of the new files, which then compete with what is
    known (`merged`).
-#}
{% macro touched_members(logs, key, changed, withdrawn, known_key="touched_id") -%}
touched as (
    select
        {{ key }} as touched_id,
        bool_or(file_id in ({{ withdrawn }})) as is_withdrawn
    from (
        {% for log in logs -%}
        select
            {{ key }},
            file_id
        from {{ log }}
        where file_id in ({{ changed }}) and {{ key }} is not null
        {{ "union all" if not loop.last }}
        {% endfor %}
    ) as changed_lines
    group by {{ key }}
),

merged as (
    select
        touched.touched_id,
        known.*
    from {{ this }} as known
    inner join touched on known.{{ key }} = {{ known_key }}
    where touched.is_withdrawn is not true
),

relevant_lines as (
    select lines.*
    from lines
    inner join touched on lines.{{ key }} = touched.touched_id
    where lines.file_id in ({{ changed }}) {{ "or touched.is_withdrawn" if withdrawn != "null" }}
),
{%- endmacro %}

{#- The accepted rows of visible files, with what decides between two of them. -#}
{% macro visible_rows(log, known_at) -%}
    select
        checked.*,
        files.business_date,
        files.path,
        files.content_key,
        {{ known_at }} as known_at
    from {{ log }} as checked
    inner join {{ ref("stg_ops__files") }} as files
        on checked.file_id = files.file_id and checked.attempt = files.attempt
    where checked.is_accepted and files.is_visible
{%- endmacro %}
