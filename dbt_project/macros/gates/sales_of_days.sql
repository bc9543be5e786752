{#-
    The days, as literals for an `in` list, of which the sales changed with the files that no gate has passed yet: also
    the days of files that are gone. Literals, so that the block-range indexes on the day are used.
-#}
{% macro unverified_days() -%}
    {%- set file_ids = unverified_file_ids() -%}
    {%- set parts = ref("int_retail__order_parts") -%}
    {%- set orders = ref("chk_storefront__orders") -%}
    {%- if not execute -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select order_date from {{ parts }} where file_id in ({{ file_ids }})
        union
        select order_date from {{ orders }} where file_id in ({{ file_ids }}) and order_date is not null
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | map("string") | list) }}
{%- endmacro %}

{% macro on_days(column, days) -%}
    {%- if days is none -%} true
    {%- elif not days -%} false
    {%- else -%} {{ column }} in (cast('{{ days | join("' as date), cast('") }}' as date))
    {%- endif -%}
{%- endmacro %}

{% macro on_date_ids(column, days) -%}
    {%- if days is none -%} true
    {%- elif not days -%} false
    {%- else -%} {{ column }} in ({{ days | join(", ") | replace("-", "") }})
    {%- endif -%}
{%- endmacro %}

{#- Days, sources and currencies in which the facts are not the accepted lines, in rows or to the last decimal. -#}
{% macro sales_of_days(days=none) -%}
with files as (
    select * from {{ ref("stg_ops__files") }}
),

accepted as (
    select
        'retail' as source,
        {{ date_id("invoices.invoice_date") }} as date_id,
        'GBP' as currency_code,
        count(*) as line_count,
        sum(invoices.quantity * invoices.unit_price) as amount
    from {{ ref("chk_retail__invoices") }} as invoices
    inner join files on invoices.file_id = files.file_id and invoices.attempt = files.attempt
    where invoices.is_accepted and files.is_visible and {{ on_days("invoices.invoice_date", days) }}
    group by invoices.invoice_date
    union all
    select
        'storefront' as source,
        {{ date_id("order_date") }} as date_id,
        currency_code,
        count(*) as line_count,
        sum(order_amount) as amount
    from {{ ref("int_storefront__orders") }}
    where {{ on_days("order_date", days) }}
    group by order_date, currency_code
),

facts as (
    select
        source,
        date_id,
        currency_code,
        count(*) as line_count,
        sum(total_price) as amount
    from {{ ref("fct_sales") }}
    where {{ on_date_ids("date_id", days) }}
    group by source, date_id, currency_code
),

final as (
    select
        coalesce(accepted.source, facts.source) as source,
        coalesce(accepted.date_id, facts.date_id) as date_id,
        coalesce(accepted.currency_code, facts.currency_code) as currency_code,
        accepted.line_count as accepted_lines,
        facts.line_count as fact_lines,
        accepted.amount as accepted_amount,
        facts.amount as fact_amount
    from accepted
    full join facts
        on
            accepted.source = facts.source
            and accepted.date_id = facts.date_id
            and accepted.currency_code = facts.currency_code
)

select * from final
where accepted_lines is distinct from fact_lines or accepted_amount is distinct from fact_amount
{%- endmacro %}

{#- Keys of facts that name no member of a dimension, or the unknown member although the member is known. -#}
{% macro fact_keys_of_days(days=none) -%}
with keys as (
    select
        customer_key,
        customer_id,
        product_key,
        product_id,
        geo_id,
        date_id
    from {{ ref("fct_sales") }}
    where {{ on_date_ids("date_id", days) }}
    group by grouping sets ((customer_key, customer_id), (product_key, product_id), (geo_id), (date_id))
),

final as (
    select
        'customer' as dimension,
        keys.customer_key as key,
        keys.customer_id as id
    from keys
    left join {{ ref("dim_customers") }} as members on keys.customer_id = members.customer_id
    where keys.customer_key is not null and keys.customer_key <> coalesce(members.customer_key, -1)
    union all
    select
        'product' as dimension,
        keys.product_key as key,
        keys.product_id as id
    from keys
    left join {{ ref("dim_products") }} as members on keys.product_id = members.product_id
    where keys.product_key is not null and keys.product_key <> coalesce(members.product_key, -1)
    union all
    select
        'geography' as dimension,
        keys.geo_id as key,
        null as id
    from keys
    left join {{ ref("dim_geography") }} as members on keys.geo_id = members.geo_id
    where keys.geo_id is not null and members.geo_id is null
    union all
    select
        'date' as dimension,
        keys.date_id as key,
        null as id
    from keys
    left join {{ ref("dim_date") }} as members on keys.date_id = members.date_id
    where keys.date_id is not null and members.date_id is null
)

select * from final
{%- endmacro %}
