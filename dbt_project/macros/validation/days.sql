{#-
    Batches of shops whose files are not dated: the business day of the rows. Their rows are compared with all that is known
    of the other feeds, because those name no day by which one could ask what was known then; so a verdict does not depend
    on the order of loading either, but an order is an orphan only until its customer comes.
-#}

{#-
    The days, as literals for an `in` list, that such a model has to judge again; none in a full build. They are the days
    of the orders in changed files, in all versions of those orders, and of the orders that something in a changed file of
    `references` speaks of. `lines` are the orders as they count, with their keys.
-#}
{% macro touched_order_days(source, log, lines, references) -%}
    {%- set changed = changed_file_ids(source) -%}
    {%- set judged = ref(log) -%}
    {%- set resolved = ref(lines) -%}
    {%- for reference in references -%} {%- do reference.update({"table": ref(reference.log)}) -%} {%- endfor -%}
    {%- if not execute or not is_incremental() -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select versions.order_date
        from {{ judged }} as versions
        inner join (
            select distinct order_id from {{ judged }} where file_id in ({{ changed }})
        ) as moved on versions.order_id = moved.order_id
        where versions.order_date is not null
        {%- for reference in references %}
        union
        select resolved.order_date
        from {{ resolved }} as resolved
        inner join (
            select distinct {{ reference.key }} from {{ reference.table }} where file_id in ({{ changed }})
        ) as moved on resolved.{{ reference.key }} = moved.{{ reference.key }}
        {%- endfor %}
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | map("string") | list) }}
{%- endmacro %}

{#- The same for deliveries, whose day is that of the file that counts: of any file with a delivery that was touched. -#}
{% macro touched_delivery_days() -%}
    {%- set changed = changed_file_ids("markets") -%}
    {%- set files = ref("stg_ops__files") -%}
    {%- set judged = ref("chk_markets__deliveries") -%}
    {%- set orders = ref("chk_markets__orders") -%}
    {%- set resolved = ref("int_deliveries") -%}
    {%- if not execute or not is_incremental() -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select files.latest_date
        from {{ judged }} as versions
        inner join (
            select distinct delivery_id from {{ judged }} where file_id in ({{ changed }})
        ) as moved on versions.delivery_id = moved.delivery_id
        inner join {{ files }} as files on versions.file_id = files.file_id
        union
        select files.latest_date
        from {{ resolved }} as resolved
        inner join (
            select distinct order_id from {{ orders }} where file_id in ({{ changed }})
        ) as moved on resolved.order_id = moved.order_id
        inner join {{ files }} as files on resolved.file_id = files.file_id
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | map("string") | list) }}
{%- endmacro %}
