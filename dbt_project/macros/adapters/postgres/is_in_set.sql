{#-
    Postgres runs the query once and hands its values to every scan below as a condition, down through views, CTEs and
    unions to their indexes. A join (`in`) is not pushed below a view with a WITH clause: the whole history is then read.
-#}
{% macro postgres__is_in_set(column, query) -%} {{ column }} = any(array({{ query }})) {%- endmacro %}
