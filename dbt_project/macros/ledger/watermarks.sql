{#-
    How far each incremental model has followed the ledger: intermediate.build_watermarks, one row per model.

    A model at watermark W has to look at the files whose change_seq is above W. Its post-hook moves W in the transaction
    that writes the model, so a failed or killed model is simply done again. A model without a row is built anew, as is
    one whose seeds (rules, rates, countries) have changed since: should_full_refresh() below says so.
-#}
{% macro watermarks() -%} intermediate.build_watermarks {%- endmacro %}

{#- on-run-start -#}
{% macro create_watermarks() -%}
    create schema if not exists intermediate;
    create table if not exists {{ watermarks() }} (
        model varchar(255) primary key,
        change_seq bigint,
        seeds_version varchar(10000)
    );
{%- endmacro %}

{#- Post-hook of a seed: which version of the file is in the table. -#}
{% macro note_seed_version() -%}
    {%- if execute -%} {{ write_watermark("null", "'" ~ model.checksum.checksum ~ "'") }} {%- endif -%}
{%- endmacro %}

{#-
    Post-hook of an incremental model. The frozen ledger is the first to follow; any other model has seen what the models
    it reads have seen, so building one by hand (`--select fct_sales`) cannot skip files that its inputs have yet to take
    in.
-#}
{% macro advance_watermark() -%}
    {%- if execute and config.get("materialized") == "incremental" -%}
        {%- set inputs = upstream("incremental") -%}
        {%- if inputs -%}
            {%- set seen = "(select min(change_seq) from " ~ watermarks() ~ " where model in (" ~ inputs ~ "))" -%}
        {%- else -%}
            {%- set seen = "(select coalesce(max(change_seq), 0) from " ~ this ~ ")" -%}
        {%- endif -%}
        {{ write_watermark(seen, current_seeds_version()) }}
        {%- if not is_incremental() %} {{ forget_verified() }} {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro write_watermark(change_seq, seeds_version) -%}
    delete from {{ watermarks() }} where model = '{{ model.name }}';
    insert into {{ watermarks() }} (model, change_seq, seeds_version)
    select '{{ model.name }}', {{ change_seq }}, {{ seeds_version }};
{%- endmacro %}

{#-
    Overrides dbt's own: besides `--full-refresh`, a model is rebuilt when its watermark is missing or its seeds changed.
    dbt asks for every `is_incremental()`; the answer is kept in `model`, which lives as long as the node is worked on.
-#}
{% macro should_full_refresh() -%}
    {%- set asked = config.get("full_refresh") -%}
    {%- set asked = flags.FULL_REFRESH if asked is none else asked -%}
    {%- if asked or not execute or config.get("materialized") != "incremental" -%} {{ return(asked) }} {%- endif -%}
    {%- if "rebuild" not in model -%}
        {%- set query -%}
            select count(*) as valid
            from {{ watermarks() }}
            where model = '{{ model.name }}' and seeds_version = {{ current_seeds_version() }}
        {%- endset -%}
        {%- do model.update({"rebuild": run_query(query).rows[0][0] == 0}) -%}
    {%- endif -%}
    {{ return(model["rebuild"]) }}
{%- endmacro %}

{#- SQL for the versions, as one text, of all seeds that this model reads, directly or through others. -#}
{% macro current_seeds_version() -%}
    (
        select coalesce(string_agg(seeds_version, ' ' order by model), '')
        from {{ watermarks() }}
        where model in ({{ upstream("seed") or "null" }})
    )
{%- endmacro %}

{#- Names, quoted for an `in` list, of the upstream nodes that are seeds or incremental models. -#}
{% macro upstream(materialized) -%}
    {%- set found = [] -%}
    {%- set seen = [] -%}
    {%- set waiting = model.depends_on.nodes | list -%}
    {%- for _ in graph.nodes if waiting -%}
        {%- set level = waiting | unique | list -%}
        {%- do waiting.clear() -%}
        {%- for unique_id in level if unique_id not in seen -%}
            {%- do seen.append(unique_id) -%}
            {%- set node = graph.nodes.get(unique_id) -%}
            {%- if node -%}
                {%- if node.config.materialized == materialized -%} {%- do found.append("'" ~ node.name ~ "'") -%} {%- endif -%}
                {%- do waiting.extend(node.depends_on.nodes or []) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found | sort | join(", ")) }}
{%- endmacro %}
