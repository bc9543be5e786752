{#-
    Whether a column holds one of the values that a query gives. Where an engine has a form that it also asks its indexes
    for, through views and unions, that form is used: a day touches thousands of keys of a history of millions.
-#}
{% macro default__is_in_set(column, query) -%} {{ column }} in ({{ query }}) {%- endmacro %}
