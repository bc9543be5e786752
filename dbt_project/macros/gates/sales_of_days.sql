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
)

select
    {{ market_day_of_either("accepted", "facts") }},
    accepted.line_count as accepted_lines,
    facts.line_count as fact_lines,
    accepted.amount as accepted_amount,
    facts.amount as fact_amount
from {{ full_join_by_market_day("accepted", "facts") }}
where accepted.line_count is distinct from facts.line_count or accepted.amount is distinct from facts.amount
{%- endmacro %}
