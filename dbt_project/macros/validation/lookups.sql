{#- What a row of a batch refers to, as known on the day of that batch. Both are joins: `left join … on true`. -#}

{#-
    The latest row of `log` with the key of `rows`, of a batch on or before their `day`: one probe of an index for
    each row for which `where` holds.
-#}
{% macro last_known(log, key, columns, rows, day="batch_date", where="true") -%}
    lateral (
        select
            known.{{ key }},
            known.{{ columns | join(", known.") }}
        from {{ ref(log) }} as known
        inner join {{ ref("stg_ops__files") }} as files
            on known.file_id = files.file_id and known.attempt = files.attempt
        where
            known.{{ key }} = {{ rows }}.{{ key }}
            and known.batch_date <= {{ rows }}.{{ day }}
            and known.is_accepted
            and files.is_visible
            and {{ where }}
        order by known.batch_date desc, {{ latest_first("known") }}
        limit 1
    )
{%- endmacro %}

{#-
    The first day on which a batch spoke of the key of `rows`. A few batches ask an index key by key; a full build reads
    the log once.
-#}
{% macro first_known(log, key, rows) -%}
    {%- if is_incremental() -%}
    lateral (
        select known.batch_date as first_date
        from {{ ref(log) }} as known
        inner join {{ ref("stg_ops__files") }} as files
            on known.file_id = files.file_id and known.attempt = files.attempt
        where known.{{ key }} = {{ rows }}.{{ key }} and known.is_accepted and files.is_visible
        order by known.batch_date
        limit 1
    )
    {%- else -%}
    (
        select
            known.{{ key }} as known_key,
            min(known.batch_date) as first_date
        from {{ ref(log) }} as known
        inner join {{ ref("stg_ops__files") }} as files
            on known.file_id = files.file_id and known.attempt = files.attempt
        where known.is_accepted and files.is_visible
        group by known.{{ key }}
    )
    {%- endif -%}
{%- endmacro %}

{% macro on_first_known(alias, key, rows) -%}
    {%- if is_incremental() -%} true {%- else -%} {{ rows }}.{{ key }} = {{ alias }}.known_key {%- endif -%}
{%- endmacro %}
