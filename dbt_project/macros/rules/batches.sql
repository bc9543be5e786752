{#-
    A batch is what the web shop released with one trigger: the accepted rows of the visible files of a day. The models
    val_* judge batch by batch. A row of a batch is compared with what the batches up to its own day say, never with what
    happened to be loaded: so a verdict does not depend on the order in which files came.
-#}

{#- The rows of batches, one for each key and day: of a line that is there twice, the one written last. -#}
{% macro rows_of_batches(log, keys, columns) -%}
    {%- set wanted = keys + columns -%}
    select
        batch_date,
        {{ wanted | join(", ") }}
    from (
        select
            judged.batch_date,
            judged.{{ wanted | join(", judged.") }},
            row_number() over (
                partition by judged.batch_date, judged.{{ keys | join(", judged.") }}
                order by judged.created_at desc nulls last, files.content_key desc, judged.source_row desc
            ) as recency
        from {{ ref(log) }} as judged
        inner join {{ ref("stg_ops__files") }} as files
            on judged.file_id = files.file_id and judged.attempt = files.attempt
        where judged.is_accepted and files.is_visible and {{ changed_only("judged.batch_date") }}
    ) as ranked
    where recency = 1
{%- endmacro %}

{#-
    A join to the latest row of `log` with the key of `rows`, of a batch on or before their `day`: one probe of an index
    for each row for which `where` holds.
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
        order by known.batch_date desc, known.created_at desc nulls last, files.content_key desc, known.source_row desc
        limit 1
    )
{%- endmacro %}

{#- A join to the first day on which a batch spoke of the key of `rows`; null where none ever did. -#}
{% macro first_known(log, key, rows) -%}
    lateral (
        select known.batch_date as first_date
        from {{ ref(log) }} as known
        inner join {{ ref("stg_ops__files") }} as files
            on known.file_id = files.file_id and known.attempt = files.attempt
        where known.{{ key }} = {{ rows }}.{{ key }} and known.is_accepted and files.is_visible
        order by known.batch_date
        limit 1
    )
{%- endmacro %}
