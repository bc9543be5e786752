{#-
    Write, audit, publish. dbt builds into build_core, build_kpi, build_pii and build_observability; readers see the same
    names without `build_`. Published are rows, not names: of an incremental model the keys of its change set, of any other
    all rows, in one transaction that also moves the interval. No lock but row locks is taken, so a reader is never blocked
    and never blocks, unless a column came or went.
-#}

{#- on-run-end: what passed, if everything passed that this build had to do. -#}
{% macro publish(results) -%}
    {%- if not execute or flags.WHICH != "build" -%} {{ return("") }} {%- endif -%}
    {%- set passed = results | selectattr("status", "in", ["success", "pass", "warn"]) | map(attribute="node.unique_id") | list -%}
    {%- set query -%}
        select required.unique_id
        from {{ build_state("builds") }} as builds
        cross join lateral jsonb_array_elements_text(builds.required) as required (unique_id)
        where builds.invocation_id = '{{ invocation_id }}' and builds.selection is null
    {%- endset -%}
    {%- set required = run_query(query).columns[0].values() | list -%}
    {%- if not required or required | reject("in", passed) | list -%} {{ return("") }} {%- endif -%}
    {#- Not by a search in `graph`, which makes a dictionary of every node it is asked for, each time. #}
    {%- set nodes = [] -%}
    {%- for node in results | map(attribute="node")
            if node.unique_id in passed and node.resource_type == "model" and target.name != "dev"
            and (node.config.schema or "").startswith("build_") and node.config.materialized != "view" -%}
        {%- do nodes.append(graph.nodes[node.unique_id]) -%}
    {%- endfor -%}
    {{ adapter.dispatch("publish_nodes")(nodes, moves_interval=true) }}
{%- endmacro %}

{#-
    on-run-end: what tells why a gate failed is there and right when one does. Its models are views, private to the build;
    readers see tables of the same names, which are never dropped.
-#}
{% macro show_observability() -%}
    {%- if not is_writing() or target.name == "dev" -%} {{ return("") }} {%- endif -%}
    {%- set nodes = [] -%}
    {#- By the beginning of the key first: see publish. #}
    {%- for unique_id in graph.nodes if unique_id.startswith("model.") -%}
        {%- set node = graph.nodes[unique_id] -%}
        {%- if node.config.schema == "build_observability"
                and load_relation(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) -%}
            {%- do nodes.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ adapter.dispatch("publish_nodes")(nodes, moves_interval=false) if nodes }}
{%- endmacro %}

{#- The condition on the rows to replace: none means all. -#}
{% macro changed_rows_of(node) -%}
    {%- set is_whole = node.config.materialized != "incremental" or flags.FULL_REFRESH or node.config.full_refresh -%}
    {%- if not is_whole -%}
    where {{ is_changed(node.config.unique_key, node,
        graph.nodes["model." ~ project_name ~ "." ~ change_set(node.config)].relation_name) }}
    {%- endif -%}
{%- endmacro %}
