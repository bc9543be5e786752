{#-
    The days, as literals for an `in` list, of which the sales changed since every gate has passed: days of files that no
    gate has passed yet, also of files that are gone, and days noted when the facts were written. The first are asked of
    the files and the second of the facts, so that neither has to trust the other. Literals, so that indexes are used.
-#}
{% macro unverified_days() -%}
    {%- set file_ids = unverified_file_ids() -%}
    {%- set file_dates = ref("int_file_dates") -%}
    {%- if not execute -%} {{ return(none) }} {%- endif -%}
    {%- set query -%}
        select cast(order_date as {{ dbt.type_string() }}) as day
        from {{ file_dates }}
        where file_id in ({{ file_ids }})
        union
        select {{ day_of_date_id("date_id") }} as day
        from {{ changed_days_log() }}
        where
            model = 'fct_sales'
            and change_seq > coalesce((select change_seq from {{ watermarks() }} where model = 'gates'), -1)
        order by 1
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | list) }}
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

{#- Days, markets and currencies in which the facts are not the accepted lines, in rows or to the last decimal. -#}
{% macro sales_of_days(days=none) -%}
with files as (
    select * from {{ ref("stg_ops__files") }}
),

{{ counted_rows(days) }}
accepted as (
    select
        'retail' as source,
        'retail' as market,
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
        'storefront' as market,
        {{ date_id("order_date") }} as date_id,
        currency_code,
        count(*) as line_count,
        sum(order_amount) as amount
    from {{ ref("int_storefront__orders") }}
    where {{ on_days("order_date", days) }}
    group by order_date, currency_code
    union all
    select
        'markets' as source,
        market,
        {{ date_id("order_date") }} as date_id,
        currency_code,
        count(*) as line_count,
        sum(line_amount) as amount
    from chk_markets__orders_counted
    group by market, order_date, currency_code
    union all
    select
        'app' as source,
        'app' as market,
        {{ date_id("order_date") }} as date_id,
        currency_code,
        sum(item_count) as line_count,
        sum(items_amount) as amount
    from chk_app__orders_counted
    group by order_date, currency_code
),

facts as (
    select
        source,
        market,
        date_id,
        currency_code,
        count(*) as line_count,
        sum(total_price) as amount
    from {{ ref("fct_sales") }}
    where {{ on_date_ids("date_id", days) }}
    group by source, market, date_id, currency_code
),

final as (
    select
        coalesce(accepted.source, facts.source) as source,
        coalesce(accepted.market, facts.market) as market,
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
            and accepted.market = facts.market
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
