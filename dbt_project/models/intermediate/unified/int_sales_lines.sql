-- What was sold, one row per accepted order line of a visible file, in the words of all shops. A view: the lines are
-- written once, in fct_sales.
with retail as (
    select
        'retail' as source,
        'retail' as market,
        'GBP' as currency_code,
        file_id,
        content_key as source_file_key,
        source_row,
        -- An invoice line has no number of its own: its place in the content it came with is the same in every load
        -- order.
        'retail:' || cast(content_key as {{ dbt.type_string() }}) || ':' || cast(source_row as {{ dbt.type_string() }})
            as sale_id,
        order_id,
        cast(source_row as integer) as line_number,
        invoice_date as order_date,
        invoiced_at as ordered_at,
        customer_id,
        product_id,
        coalesce(country, 'Unspecified') as country,
        quantity,
        unit_price,
        cast(quantity * unit_price as numeric(18, 4)) as total_price,
        {{ is_retail_product("product_id") }} as is_product,
        cast(null as numeric(18, 4)) as unit_cost,
        is_cancelled,
        is_cancelled and quantity < 0 as is_credited,
        rule_codes
    from ({{ accepted_rows("chk_retail__invoices") }}) as lines
),

storefront as (
    select
        'storefront' as source,
        'storefront' as market,
        currency_code,
        file_id,
        content_key as source_file_key,
        source_row,
        order_id || ':1' as sale_id,
        order_id,
        1 as line_number,
        order_date,
        ordered_at,
        customer_id,
        product_id,
        cast(null as {{ dbt.type_string() }}) as country,
        -- The shop sells one product an order and writes the amount, not the number of pieces.
        cast(1 as {{ dbt.type_bigint() }}) as quantity,
        order_amount as unit_price,
        order_amount as total_price,
        true as is_product,
        cast(null as numeric(18, 4)) as unit_cost,
        {{ is_cancelled_status("order_status") }} as is_cancelled,
        coalesce(lower(order_status) in ('returned', 'refunded'), false) as is_credited,
        rule_codes
    from {{ ref("int_storefront__orders") }}
),

{% for shop in ["markets", "app"] -%}
{{ shop }} as (
    select
        '{{ shop }}' as source,
        market,
        currency_code,
        file_id,
        content_key as source_file_key,
        source_row,
        order_id || ':' || cast(line_number as {{ dbt.type_string() }}) as sale_id,
        order_id,
        line_number,
        order_date,
        ordered_at,
        customer_id,
        product_id,
        {{ "initcap(market)" if shop == "markets" else "cast(null as " ~ dbt.type_string() ~ ")" }} as country,
        quantity,
        unit_price,
        line_amount as total_price,
        true as is_product,
        unit_cost,
        {{ is_cancelled_status("order_status") }} as is_cancelled,
        coalesce(lower(order_status) in ('returned', 'refunded'), false) as is_credited,
        rule_codes
    from {{ ref("int_" ~ shop ~ "__order_lines") }}
    -- An order stays when each of its lines was rejected.
    where line_count > 0
),

{% endfor -%}
final as (
    {% for shop in ["retail", "storefront", "markets", "app"] -%}
    select * from {{ shop }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from final
