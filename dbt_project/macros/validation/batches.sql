{#-
    A batch is everything the web shop released with one trigger: the accepted rows of the visible files of a day. The
    models of `validated` judge batch by batch. A row of a batch is compared with what the batches up to its own day say,
    never with what happened to be loaded: so a verdict does not depend on the order in which files came.
-#}

{#-
    The days, as literals for an `in` list, that a model of `validated` has to judge again; none in a full build. They are
    the days of changed files, and later days with a row of `log` that refers to something a changed file speaks of.
    `references` names the logs it refers to, the column they share, and the `day` of the row for which the reference is
    looked up, if it is not that of the batch. A reference is settled by the latest batch that speaks of it, so a file
    that is late matters only up to the next one that speaks of the same thing.
-#}
{% macro touched_batches(source, log, references) -%}
    {%- set changed = changed_file_ids(source) -%}
    {%- set files = ref("stg_ops__files") -%}
    {%- set rows = ref(log) -%}
    {%- for reference in references -%} {%- do reference.update({"table": ref(reference.log)}) -%} {%- endfor -%}
    {%- if not execute or not is_incremental() -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select business_date from {{ files }} where file_id in ({{ changed }}) and business_date is not null
        {%- for reference in references %}
        {%- set key = reference.key %}
        union
        select later.batch_date
        from (
            select distinct {{ key }}, batch_date from {{ reference.table }} where file_id in ({{ changed }})
        ) as moved
        inner join {{ rows }} as later on moved.{{ key }} = later.{{ key }} and moved.batch_date < later.batch_date
        where
            moved.batch_date < (select max(business_date) from {{ files }} where source = '{{ source }}')
            and not exists (
                select 1
                from {{ reference.table }} as newer
                inner join {{ files }} as files on newer.file_id = files.file_id and newer.attempt = files.attempt
                where
                    newer.{{ key }} = moved.{{ key }}
                    and newer.batch_date > moved.batch_date
                    and newer.batch_date <= later.{{ reference.day or "batch_date" }}
                    and newer.is_accepted
                    and files.is_visible
            )
        {%- endfor %}
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | map("string") | list) }}
{%- endmacro %}

{#- The rows of batches, one for each key and day: of a line that is there twice, the one written last. -#}
{% macro rows_of_batches(log, keys, columns, days) -%}
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
                order by {{ latest_first("judged") }}
            ) as recency
        from {{ ref(log) }} as judged
        inner join {{ ref("stg_ops__files") }} as files
            on judged.file_id = files.file_id and judged.attempt = files.attempt
        where judged.is_accepted and files.is_visible and {{ on_days("judged.batch_date", days) }}
    ) as ranked
    where recency = 1
{%- endmacro %}

{% macro latest_first(rows) -%}
    {{ rows }}.created_at desc nulls last, files.content_key desc, {{ rows }}.source_row desc
{%- endmacro %}
