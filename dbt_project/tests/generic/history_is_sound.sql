-- Fails if versions of a key overlap, begin together, end before they begin, or leave a time in which an event would
-- take none or two of them; if a key has no version or more than one that is the newest; or if a key of an accepted
-- row of the logs has no history, and one that no such row speaks of has one. Does not assert that a version says the
-- right thing.
{% test history_is_sound(model, key, logs, lists_all=false, whole_history=false) %}

{#- A key that a complete file lacks from the very instant since when it is said to be there was never there. One row
    is enough to speak of a key, so rows are looked up by key: to read all that were ever said of it costs history. #}
{% set rows_of_logs -%}
{% for log in logs -%}
select
    judged.{{ key }} as key_id,
    {{ "files.next_full_day is null" if lists_all else "true" }} as is_certain
from {{ ref(log) }} as judged
inner join {{ ref("int_full_files" if lists_all else "int_file_versions") }} as files
    on judged.file_id = files.file_id and judged.attempt = files.attempt
where judged.{{ key }} is not null and judged.is_accepted {{ "and files.is_visible" if not lists_all }}
{{ "union all" if not loop.last }}
{% endfor %}
{%- endset %}

with versions as (
    select
        {{ key }} as key_id,
        dbt_valid_from,
        dbt_valid_to,
        effective_from,
        effective_to,
        lead(dbt_valid_from) over each as next_valid_from,
        lag(effective_to) over each as last_effective_to,
        lead(effective_from) over each as next_effective_from
    from {{ model }}
    where {{ in_question(key, whole_history) }}
    window each as (partition by {{ key }} order by dbt_valid_from)
),

keys as (
    {% if whole_history or is_rebuilding() -%}
    select distinct key_id from ({{ rows_of_logs }}) as rows_of_logs
    {%- else -%}
    select {{ key }} as key_id from {{ ref(change_set_of(key)) }}
    {%- endif %}
),

findings as (
    select key_id || ' has versions from ' || dbt_valid_from || ' to ' || coalesce(cast(dbt_valid_to as {{ dbt.type_string() }}), 'now')
        || ' and from ' || next_valid_from as finding
    from versions
    where dbt_valid_to <= dbt_valid_from or coalesce(dbt_valid_to, {{ end_of_time() }}) > next_valid_from
        or dbt_valid_from >= next_valid_from
    union all
    select key_id || ': events from ' || effective_from || ' to ' || effective_to || ' take a version, and the next one is for those from '
        || coalesce(cast(next_effective_from as {{ dbt.type_string() }}), 'never') as finding
    from versions
    where effective_to <> coalesce(next_effective_from, {{ end_of_time() }})
        or last_effective_to is null and effective_from <> {{ start_of_time() }}
    union all
    select key_id || ' has no history' as finding
    from keys
    where not exists (select 1 from versions where versions.key_id = keys.key_id)
        and exists (
            select 1 from ({{ rows_of_logs }}) as rows_of_logs
            where rows_of_logs.key_id = keys.key_id and rows_of_logs.is_certain
        )
    union all
    select key_id || ' has a history, and no accepted row' as finding
    from (select distinct key_id from versions) as versions
    where not exists (
        select 1 from ({{ rows_of_logs }}) as rows_of_logs where rows_of_logs.key_id = versions.key_id
    )
)

select '{{ model.identifier }}: ' || finding as finding
from findings
order by finding

{% endtest %}
