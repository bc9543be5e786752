{#- One field of a document that the loader wrote as JSON, as text; null when the field is missing or null. -#}
{% macro json_field(document, name) %} {{- return(adapter.dispatch("json_field")(document, name)) -}} {% endmacro %}

{#-
    A join that adds the fields of a JSON object in a text column as text columns of `alias`, and parses it once a row.
    What is no object has no fields.
-#}
{% macro join_json_object(text, alias, fields) %}
    {{- return(adapter.dispatch("join_json_object")(text, alias, fields)) -}}
{% endmacro %}

{#-
    A join that makes a row of each element of a JSON list in a text column: `position` from 1, `is_object`, and the
    fields of the element as text. The text must be a list (see json_list) or null; where there is no element, the row
    stays with nulls.
-#}
{% macro join_json_list(text, alias, fields) %}
    {{- return(adapter.dispatch("join_json_list")(text, alias, fields)) -}}
{% endmacro %}

{#-
    A list as JSON, whether it is written as JSON or as a Python literal; null when it is neither. Nothing is evaluated,
    and nothing is guessed: see python_literal_as_json.
-#}
{% macro json_list(text) %} {{- return(adapter.dispatch("json_list")(text)) -}} {% endmacro %}
