{#-
    The file_ids, for an `in` list, that this model has yet to take in: files above its watermark. They are written into
    the SQL as literals, because a planner that sees ten ids uses the index, and one that sees a subquery expects a third
    of the ledger. Call it outside of `is_incremental()`: dbt must see the reference while it parses.
-#}
{% macro changed_file_ids(source=none, feeds=none, withdrawn_only=false) -%}
    {%- set ledger = ref("stg_ops__files") -%}
    {%- if not execute or not is_incremental() -%} {{ return("null") }} {%- endif -%}
    {%- set query -%}
        select file_id
        from {{ ledger }}
        where change_seq > {{ watermark() }}
        {% if source %} and source = '{{ source }}' {% endif %}
        {% if feeds %} and feed in ('{{ feeds | join("', '") }}') {% endif %}
        {% if withdrawn_only %} and (not is_visible or attempt > 1) {% endif %}
        order by file_id
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | join(", ") or "null") }}
{%- endmacro %}

{#- `where` clause that limits a log to those files when the build is incremental. -#}
{% macro in_changed_files(file_ids) -%}
    {%- if is_incremental() %} where file_id in ({{ file_ids }}) {%- endif -%}
{%- endmacro %}

{#- `where` clause that limits int_customers or int_products to the members a build looked at since this model did. -#}
{% macro touched_since_watermark(column="touched_seq") -%}
    {%- if is_incremental() -%} where {{ column }} > {{ watermark() }} {%- endif -%}
{%- endmacro %}

{#- This model's watermark, as a literal for the same reason as the file_ids. -#}
{% macro watermark() -%}
    {{ return(run_query("select change_seq from " ~ watermarks() ~ " where model = '" ~ model.name ~ "'").rows[0][0]) }}
{%- endmacro %}
