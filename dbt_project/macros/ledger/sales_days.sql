{#- The logs whose rows are sales, and the column that holds their local business day. -#}
{% macro sales_logs() -%}
    {{ return({
        "chk_retail__invoices": "invoice_date",
        "chk_storefront__orders": "order_date",
        "chk_markets__orders": "order_date",
        "chk_app__orders": "order_date",
    }) }}
{%- endmacro %}

{#- The days on which the accepted rows of files sell something. -#}
{% macro sales_days(file_ids) -%}
    {%- for log, day in sales_logs().items() %}
    select
        file_id,
        attempt,
        {{ day }} as order_date
    from {{ ref(log) }}
    where is_accepted {{ "and file_id in (" ~ file_ids ~ ")" if is_incremental() }}
    group by file_id, attempt, {{ day }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
