{#-
    Post-hook: statistics for a table that was built whole, since the models behind it are planned within the same second,
    before autovacuum has looked at it. After a small delta the old statistics are good enough: what a build redoes is asked
    for by keys from a change set, whose number a planner does not know anyway.
-#}
{% macro analyze_if_rebuilt() -%}
    {%- if config.get("materialized") in ["table", "incremental", "snapshot"] and not is_incremental() -%}
        {{ adapter.dispatch("analyze_table")(this) }}
    {%- endif -%}
{%- endmacro %}
