{#- The models of `validated`, one for each feed whose batches are checked. -#}
{% macro validated_models() -%}
    {{ return([
        "val_storefront__customers", "val_storefront__inventory", "val_storefront__orders", "val_storefront__products",
        "val_storefront__shipping", "val_markets__orders", "val_markets__deliveries", "val_app__orders"
    ]) }}
{%- endmacro %}

{#- Their rows, and the source that is part of their names. -#}
{% macro results_of_all_batches() -%}
    {%- for model in validated_models() %}
    select
        '{{ model.split("__")[0].split("_")[1] }}' as source,
        market,
        batch_date,
        check_name,
        rows_checked,
        failed_count,
        sample_keys
    from {{ ref(model) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Name of a batch. -#}
{% macro batch_id(source, market, batch_date) -%}
    {{ source }} || ':' || {{ market }} || ':' || cast({{ batch_date }} as {{ dbt.type_string() }})
{%- endmacro %}
