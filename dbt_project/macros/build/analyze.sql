{#-
    Post-hook: statistics for a table that was built anew, since the models behind it are planned within the same
    second, before autovacuum has looked at it. After a small delta the old statistics are good enough, but for one
    column: `meta.grows_by`, by which the next models ask for the new rows. Its newest value lies beyond everything the
    statistics know, so a planner expects a single row and joins thousands of them in nested loops (46 s instead of a
    tenth for a day of 30,000 lines).

    A statistics target of 10 instead of 100 on that column makes Postgres sample 3,000 pages instead of 30,000 for it. It
    is also the better estimate: a value that is no common one is taken for an average one, and 10 of them leave room for it.
-#}
{% macro analyze_if_rebuilt() -%}
    {%- if config.get("materialized") in ["table", "incremental"] -%}
        {%- if not is_incremental() -%}
            {{ adapter.dispatch("analyze_table")(this) }}
        {%- elif config.get("meta", {}).get("grows_by") -%}
            {{ adapter.dispatch("analyze_table")(this, config.get("meta").grows_by) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro postgres__analyze_table(relation, column=none) -%}
    {%- if column %}
    alter table {{ relation }} alter column {{ column }} set statistics 10;
    {%- endif %}
    analyze {{ relation }} {%- if column %} ({{ column }}) {%- endif -%}
{%- endmacro %}
