{#- Natural key: the shop, then the shop's own id. Null when the shop gave none. -#}
{% macro natural_key(source, id) -%} {{ source }} || ':' || {{ id }} {%- endmacro %}

{#- The shop's own id in a natural key. -#}
{% macro own_id(key) -%} substr({{ key }}, position(':' in {{ key }}) + 1) {%- endmacro %}

{#- Whether a product of the gift shop is one: some of its codes are charges and adjustments. -#}
{% macro is_retail_product(product_id) -%}
    not (
        {{ product_id }} in (
            'retail:POST', 'retail:DOT', 'retail:M', 'retail:C2', 'retail:D', 'retail:S', 'retail:B',
            'retail:BANK CHARGES', 'retail:AMAZONFEE', 'retail:CRUK', 'retail:PADS'
        )
        or {{ product_id }} like 'retail:GIFT|_%' escape '|'
        or {{ product_id }} like 'retail:DCGS%'
    )
{%- endmacro %}

{#- Order statuses of the web shop; spelling differs from day to day. -#}
{% macro is_cancelled_status(status) -%}
    coalesce(lower({{ status }}) in ('cancelled', 'canceled'), false)
{%- endmacro %}

{#- Business time of what the web shop writes: that of the record, else the beginning of the file's day. -#}
{% macro storefront_known_at() -%}
    {{ local_to_utc("coalesce(created_at_local, cast(batch_date as " ~ dbt.type_timestamp() ~ "))", "America/New_York") }}
{%- endmacro %}
