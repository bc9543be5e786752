-- What the invoice lines say of each invoice and customer. An invoice names one customer; should its lines disagree,
-- it has a row for each. Lines of one invoice may come with several files.
{{ config(
    unique_key="order_id",
    meta={"changes": "restated_orders"},
    indexes=[{"columns": ["order_id"]}, {"columns": ["customer_id"]}]
) }}

with invoices as (
    {{ accepted_rows("chk_retail__invoices") }}
),

lines as (
    select
        invoices.*,
        quantity * unit_price as total_price
    from invoices
    where {{ changed_only("order_id", "restated_orders") }}
),

final as (
    select
        order_id,
        customer_id,
        -- An invoice has one country; should lines disagree, the choice must not depend on their order.
        coalesce(min(country), 'Unspecified') as country,
        min(invoiced_at) as ordered_at,
        max(invoiced_at) as last_ordered_at,
        min(invoice_date) as order_date,
        bool_or(is_cancelled) as is_cancelled,
        cast(count(*) as integer) as line_count,
        cast(count(*) filter (where {{ is_retail_product("product_id") }}) as integer) as product_line_count,
        cast(sum(quantity) as {{ dbt.type_bigint() }}) as quantity,
        cast(coalesce(sum(total_price) filter (where {{ is_sold("lines") }}), 0) as numeric(18, 4)) as gross_amount,
        cast(sum(total_price) as numeric(18, 4)) as total_amount
    from lines
    group by order_id, customer_id
)

select * from final
