{#-
    The incremental strategy of the project (dbt's extension point): what the change set names goes, what the model's select
    gives for it comes. A key of which nothing is left is in the change set and not in the select, so it goes as well. Done
    twice it changes nothing. Without a key all rows are replaced, in place: what reads the table stays.
-#}
{% macro get_incremental_replace_changed_sql(arguments) -%}
    {%- set target = arguments["target_relation"] -%}
    {%- set columns = arguments["dest_columns"] | map(attribute="name") | join(", ") -%}
    {%- set key = arguments["unique_key"] -%}
    delete from {{ target }}
    {%- if key %} where {{ is_changed(key, model, ref(change_set(model.config))) }} {%- endif %};
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arguments["temp_relation"] }};
{%- endmacro %}
