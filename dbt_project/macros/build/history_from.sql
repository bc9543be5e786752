{#- The query for a history, from that of its statements; see the materialization in history.sql. -#}
{% macro history_from(statements, is_redo) -%}
    {%- set key = config.get("unique_key") -%}
    {%- set meta = config.get("meta") or {} -%}
    {%- set newest_by = meta.newest_by or ["file_day", "arrival", "content_key", "source_row"] -%}
    {%- set columns = get_column_schema_from_query(statements) | map(attribute="name") | list -%}
    {%- set lists_all = "next_full_at" in columns -%}
    {%- set stated = columns
        | reject("in", [key, "valid_at", "is_accepted", "seen_at", "next_full_at"] + newest_by) | list -%}
    {%- set tracked = stated | reject("in", meta.untracked or []) | list -%}
with statements as (
    {{ statements }}
),
{% if lists_all %}
-- The days on which files listed a key, and whether it was gone before or afterwards.
listed as (
    select
        {{ key }},
        seen_at,
        next_full_at,
        lag(next_full_at) over (partition by {{ key }} order by seen_at) as missed_at,
        lead(seen_at) over (partition by {{ key }} order by seen_at) as seen_again_at
    from (select distinct {{ key }}, seen_at, next_full_at from statements) as days
),
{% endif %}
events as (
    select
        statements.{{ key }},
        {% if lists_all -%}
        -- What a shop says again of a key that was gone holds from its return.
        case
            when listed.missed_at < listed.seen_at and statements.valid_at < listed.missed_at then listed.seen_at
            else coalesce(statements.valid_at, {{ start_of_time() }})
        end as valid_at,
        {%- else -%}
        coalesce(statements.valid_at, {{ start_of_time() }}) as valid_at,
        {%- endif %}
        false as is_gone,
        statements.{{ (newest_by + stated) | join(", statements.") }},
        {{ adapter.dispatch("row_text")(tracked, "statements") }} as statement
    from statements
    {% if lists_all -%}
    inner join listed on statements.{{ key }} = listed.{{ key }} and statements.seen_at = listed.seen_at
    where statements.is_accepted
    union all
    select
        {{ key }},
        next_full_at as valid_at,
        true as is_gone,
        cast(next_full_at as date) as file_day, 0 as arrival, 0 as content_key, 0 as source_row,
        {%- for column in stated %} null as {{ column }}, {%- endfor %}
        'gone' as statement
    from listed
    where next_full_at < coalesce(seen_again_at, {{ end_of_time() }})
    {%- endif %}
),

-- Of one instant the last statement counts, and one that repeats the one before it says nothing.
ranked as (
    select
        events.*,
        row_number() over (partition by {{ key }}, valid_at order by {{ newest_by | join(" desc nulls last, ") }} desc) as place
    from events
),

compared as (
    select
        ranked.*,
        lag(statement) over (partition by {{ key }} order by valid_at) as statement_before
    from ranked
    where place = 1
),

changes as (
    select
        compared.*,
        lead(valid_at) over (partition by {{ key }} order by valid_at) as changed_at
    from compared
    where statement is distinct from statement_before
),

versions as (
    select
        changes.*,
        {{ dbt.hash("concat(" ~ key ~ ", '|', valid_at)") }} as scd_id,
        case
            when lag(valid_at) over (partition by {{ key }} order by valid_at) is null
                then {{ start_of_time() }}
            else valid_at
        end as effective_from,
        coalesce(lead(valid_at) over (partition by {{ key }} order by valid_at), {{ end_of_time() }}) as effective_to
    from changes
    where not is_gone
)
{%- set now = "(" ~ frozen_change() ~ ")" %}

select
    versions.{{ ([key] + stated) | join(", versions.") }},
    versions.valid_at as dbt_valid_from,
    versions.changed_at as dbt_valid_to,
    versions.valid_at as dbt_updated_at,
    versions.scd_id as dbt_scd_id,
    versions.effective_from,
    versions.effective_to,
    {%- if is_redo %}
    case when moved.moved_from is null then before.moved_seq else {{ now }} end as moved_seq,
    coalesce(moved.moved_from, before.moved_from) as moved_from
from versions
left join {{ this }} as before on versions.{{ key }} = before.{{ key }} and versions.scd_id = before.dbt_scd_id
cross join lateral (
    select
        case
            when before.dbt_scd_id is null then versions.effective_from
            when before.effective_from <> versions.effective_from
                {%- for column in meta.watched or [] %} or before.{{ column }} is distinct from versions.{{ column }} {%- endfor %}
                then least(before.effective_from, versions.effective_from)
            when before.effective_to <> versions.effective_to then least(before.effective_to, versions.effective_to)
        end as moved_from
) as moved
    {%- else %}
    {{ now }} as moved_seq,
    versions.effective_from as moved_from
from versions
    {%- endif %}
{%- endmacro %}

{% macro end_of_time() -%} cast('9999-12-31' as {{ dbt.type_timestamp() }}) {%- endmacro %}

{% macro start_of_time() -%} cast('0001-01-01' as {{ dbt.type_timestamp() }}) {%- endmacro %}
