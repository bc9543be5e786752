{#-
    One build at a time. The plugin `dbt_tillhouse` takes the lock before dbt writes anything and keeps a row about the
    build; these hooks hold on to that row.
-#}

{#-
    Pre-hook of everything that writes: the row is locked until the transaction of the model ends. A build whose lock was
    lost finds its row ended by the next one and stops before it writes another row; the next one waits for a model that is
    just being written.
-#}
{% macro hold_build() -%} {{ adapter.dispatch("hold_build")() }} {%- endmacro %}

{#-
    on-run-start: refuses a part of a build whose change sets are those of another interval, because what it would leave
    out nobody would notice.
-#}
{% macro begin_build() -%}
    {%- if execute and flags.WHICH in ["build", "run", "snapshot"] -%}
        {%- set stale = stale_change_sets() -%}
        {%- if stale -%}
            {{ exceptions.raise_compiler_error(
                "files or code have changed since " ~ stale | join(", ") ~ " were built, and what you select is limited by them: "
                ~ "build them along (dbt build --select +" ~ stale[0] ~ " …), or everything (dbt build)") }}
        {%- endif -%}
    {%- endif -%}
    {{ hold_build() }}
{%- endmacro %}

{#- Names of change sets that selected models need, that are not selected, and that do not reach up to what this build sees. -#}
{% macro stale_change_sets() -%}
    {%- set needed = [] -%}
    {%- for unique_id in selected_resources if unique_id in graph.nodes -%}
        {%- for parent in graph.nodes[unique_id].depends_on.nodes
                if parent not in selected_resources and "changes" in graph.nodes.get(parent, {}).get("fqn", []) -%}
            {%- do needed.append(parent) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if not needed -%} {{ return([]) }} {%- endif -%}
    {%- set query -%}
        select split_part(needed.unique_id, '.', 3)
        from (values ('{{ needed | unique | join("'), ('") }}')) as needed (unique_id)
        left join {{ build_state("built_nodes") }} as built on needed.unique_id = built.unique_id
        where
            exists (select 1 from {{ build_state("publications") }})
            and coalesce(built.change_seq, -1) < ({{ visible_change() }})
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{%- endmacro %}
