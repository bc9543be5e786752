{#-
    A schema is named as the layer is. On target `dev` it has the developer's prefix, so nobody's work meets another's or
    what readers see.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set layer = custom_schema_name | trim if custom_schema_name else target.schema -%}
    {{- target.schema ~ "_" ~ layer if target.name == "dev" and custom_schema_name else layer -}}
{%- endmacro %}
