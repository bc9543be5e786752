{#-
    The condition that limits a gate to what this build has redone, as changed_only limits a model: the keys of the change
    set, or `true` when that is built whole or the gate runs as an audit (`whole_history`). `key` is the column of the
    change set, where it has another name (`sales_date`: the days in question as dates); `changes` names another change set.
-#}
{% macro in_question(column, whole_history=false, key=none, changes=none) -%}
    {%- set key = key or column.split(".")[-1] -%}
    {%- set relation = ref(changes or ("changed_days" if key == "sales_date" else change_set_of(key))) -%}
    {%- if whole_history or is_rebuilding() -%} true
    {%- else -%} {{ adapter.dispatch("is_in_set")(column, "select " ~ key ~ " from " ~ relation) }}
    {%- endif -%}
{%- endmacro %}
