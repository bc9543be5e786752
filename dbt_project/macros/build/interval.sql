{#-
    The interval of a build: what the ledger said when the state that readers see was published, up to what it says now.
    One number for the whole warehouse; it moves in the transaction that publishes (macros/build/publish.sql).
-#}

{#- A query for the ledger change up to which everything is published; no row while nothing is. -#}
{% macro published_interval() -%}
    select change_seq from {{ build_state("publications") }} order by publication_id desc limit 1
{%- endmacro %}

{#- A query for the last ledger change that this build may see: the latest one committed when it was planned. -#}
{% macro visible_change() -%}
    select change_seq from {{ build_state("builds") }} where invocation_id = '{{ invocation_id }}'
{%- endmacro %}

{#- A query for the last ledger change of the frozen ledger; null where that was not built yet, as after `dbt seed` alone. -#}
{% macro frozen_change() -%}
    {%- set node = graph.nodes["model." ~ project_name ~ ".stg_ops__files"] -%}
    {%- set place = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) -%}
    {%- set frozen = load_relation(place) -%}
    select {{ "coalesce(max(change_seq), 0) from " ~ frozen if frozen else "cast(null as " ~ dbt.type_bigint() ~ ")" }}
{%- endmacro %}

{#- A table of the build's own state: of the schema `ops`, or of a developer's own (see generate_schema_name). -#}
{% macro build_state(table) -%} {{ generate_schema_name("ops", none) }}.{{ table }} {%- endmacro %}
