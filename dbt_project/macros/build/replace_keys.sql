{#-
    Incremental strategy: replaces everything known of the keys that a build touched. The model's query yields every
    touched key at least once: with its new rows, or, when nothing is left of it, with one row in which the column named
    by `meta.present_if` is null (a tombstone). All rows of those keys go, and the rows that are no tombstones come. So a
    file that was superseded takes its rows with it, and the outcome is that of a full rebuild.

    A model with `meta.day` also notes the days of the rows that went and came: see macros/ledger/changed_days.sql.
-#}
{% macro get_incremental_replace_keys_sql(arguments) -%}
    {%- set key = arguments["unique_key"] -%}
    {%- set target = arguments["target_relation"] -%}
    {%- set touched = arguments["temp_relation"] -%}
    {%- set columns = arguments["dest_columns"] | map(attribute="name") | join(", ") -%}
    {%- set day = config.get("meta").day -%}

    {% if day -%} with moved as ( {%- endif %}
    delete from {{ target }} as present
    using (select distinct {{ key }} from {{ touched }}) as touched
    where present.{{ key }} = touched.{{ key }}
    {% if day %} returning present.{{ day }} ) {{ note_days("moved", day) }} {% endif %};

    {% if day -%} with moved as ( {%- endif %}
    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ touched }}
    where {{ config.get("meta").present_if }} is not null
    {% if day %} returning {{ day }} ) {{ note_days("moved", day) }} {% endif %};
{%- endmacro %}
