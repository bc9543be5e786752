{#-
    The gates look at the files that no passed gate has looked at yet, so their cost follows the batch and not the
    history. How far they got is the watermark `gates`: it moves only when every gate of the project has passed in one
    run, so a file stays in question until then, and goes back to the start when a model is rebuilt.
-#}

{#- on-run-end -#}
{% macro note_verified(results) -%}
    {%- set ledger = ref("stg_ops__files") -%}
    {%- if execute and results -%}
        {%- set passed = results | selectattr("status", "equalto", "pass") | map(attribute="node.unique_id") | list -%}
        {%- set gates = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == "test" and "gate" in node.tags -%}
            {%- do gates.append(node.unique_id) -%}
        {%- endfor -%}
        {%- if gates and not gates | reject("in", passed) | list -%}
            {{ forget_verified() }}
            insert into {{ watermarks() }} (model, change_seq)
            select 'gates', coalesce(max(change_seq), 0) from {{ ledger }};
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro forget_verified() -%} delete from {{ watermarks() }} where model = 'gates'; {%- endmacro %}

{#- The file_ids, for an `in` list, whose rows no gate has passed yet. -#}
{% macro unverified_file_ids() -%}
    {%- set ledger = ref("stg_ops__files") -%}
    {%- if not execute -%} {{ return("null") }} {%- endif -%}
    {%- set query -%}
        select file_id
        from {{ ledger }}
        where change_seq > coalesce((select change_seq from {{ watermarks() }} where model = 'gates'), -1)
        order by file_id
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | join(", ") or "null") }}
{%- endmacro %}

{#-
    The days, as literals for an `in` list, of which the sales changed since every gate has passed: days of files that no
    gate has passed yet, also of files that are gone, and days noted when the facts were written. The first are asked of
    the files and the second of the facts, so that neither has to trust the other. Literals, so that indexes are used.
-#}
{% macro unverified_days() -%}
    {%- set file_ids = unverified_file_ids() -%}
    {%- set file_dates = ref("int_file_dates") -%}
    {%- if not execute -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select cast(order_date as {{ dbt.type_string() }}) as day
        from {{ file_dates }}
        where file_id in ({{ file_ids }})
        union
        select {{ day_of_date_id("date_id") }} as day
        from {{ changed_days_log() }}
        where
            model = 'fct_sales'
            and change_seq > coalesce((select change_seq from {{ watermarks() }} where model = 'gates'), -1)
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{%- endmacro %}
