{#-
    The condition that limits a model to what a build has to redo:

        select … from {{ ref("int_sales_lines") }} where {{ changed_only("order_id") }}

    In a full build it is `true`; in an incremental one it asks the change set of the column (models/intermediate/changes)
    for the values of the model's `unique_key`. `changes` names another change set; `meta.changes` of the model says the
    same to whoever replaces its rows (replace_changed, publishing).
-#}
{% macro changed_only(column, changes=none) -%}
    {%- set name = changes or change_set_of(column.split(".")[-1]) -%}
    {#- dbt must see the reference while it parses; a unit test of a full build need not give the change set. #}
    {%- set relation = ref(name) if is_incremental() or not execute -%}
    {%- if execute and model.resource_type == "model" and name != change_set(model.config) -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ " is limited by " ~ name ~ ", but its rows are replaced by " ~ change_set(model.config)
            ~ ": set unique_key or meta.changes") }}
    {%- endif -%}
    {%- if is_incremental() -%} {{ is_changed(column, model, relation) }} {%- else -%} true {%- endif -%}
{%- endmacro %}
