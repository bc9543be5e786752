{#-
    The days on which a fact has changed: intermediate.build_changed_days, one row per model and day with the ledger change
    that last moved a row of it. What sums up days (fct_daily_revenue, …) redoes those above its own watermark and no
    others, whatever it was that changed them: a file, a correction that moved an order to another day, a product.
-#}
{% macro changed_days_log() -%} intermediate.build_changed_days {%- endmacro %}

{#- on-run-start -#}
{% macro create_changed_days() -%}
    create table if not exists {{ changed_days_log() }} (
        model varchar(255),
        date_id integer,
        change_seq bigint,
        primary key (model, date_id)
    );
{%- endmacro %}

{#- Part of a statement: notes the days of `rows`, whose column `day` is a number, yyyymmdd. -#}
{% macro note_days(rows, day) -%}
    insert into {{ changed_days_log() }} (model, date_id, change_seq)
    select distinct
        '{{ model.name }}',
        {{ day }},
        (select change_seq from {{ watermarks() }} where model = 'stg_ops__files')
    from {{ rows }}
    on conflict (model, date_id) do update set change_seq = excluded.change_seq
{%- endmacro %}

{#-
    Post-hook of a model with `meta.day`: one that was built anew has noted no days, so whoever follows its days is built
    anew as well.
-#}
{% macro forget_followers() -%}
    {%- if execute and config.get("meta", {}).get("day") and not is_incremental() -%}
        {%- set followers = [] -%}
        {%- for node in graph.nodes.values() if model.unique_id in node.depends_on.nodes -%}
            {%- if node.config.meta.follows_days -%} {%- do followers.append("'" ~ node.name ~ "'") -%} {%- endif -%}
        {%- endfor -%}
        delete from {{ changed_days_log() }} where model = '{{ model.name }}';
        delete from {{ watermarks() }} where model in ({{ followers | join(", ") or "null" }});
    {%- endif -%}
{%- endmacro %}

{#-
    The date_ids, for an `in` list, that this model has yet to follow in `fact`; none when it is built anew. Call it outside
    of `is_incremental()`: dbt must see the reference while it parses.
-#}
{% macro changed_date_ids(fact) -%}
    {%- set relation = ref(fact) -%}
    {%- if not execute or not is_incremental() -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select date_id
        from {{ changed_days_log() }}
        where model = '{{ fact }}' and change_seq > {{ watermark() }}
        order by date_id
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | map("int") | list) }}
{%- endmacro %}

{#- Those days as rows; in a full build, the days of `rows`. A day with nothing left stays here, as a tombstone. -#}
{% macro days_to_build(date_ids, rows) -%}
    {%- if date_ids is none -%}
    select distinct date_id from {{ rows }}
    {%- elif not date_ids -%}
    select date_id from {{ rows }} where false
    {%- else -%}
        {%- for date_id in date_ids %}
    select {{ date_id }} as date_id
    {{ "union all" if not loop.last }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
