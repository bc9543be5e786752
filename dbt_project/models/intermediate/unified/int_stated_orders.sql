-- The orders of the shops that write themselves what an order comes to, each once. Retail does not: see
-- int_retail__order_parts.
with storefront as (
    select * from {{ ref("int_storefront__orders") }}
),

{% for shop in ["markets", "app"] -%}
{{ shop }} as (
    select * from {{ ref("int_" ~ shop ~ "__orders") }}
),

{% endfor -%}
final as (
    select
        order_id,
        'storefront' as source,
        'storefront' as market,
        substr(order_id, length('storefront:') + 1) as invoice_no,
        currency_code,
        order_status,
        payment_method,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as country,
        ordered_at,
        order_date,
        1 as line_count,
        cast(1 as {{ dbt.type_bigint() }}) as quantity,
        {% for part in ["subtotal", "discount", "tax", "shipping", "tip"] -%}
        cast(null as numeric(18, 4)) as {{ part }}_amount,
        {% endfor -%}
        order_amount
    from storefront
    {%- for shop in ["markets", "app"] %}
    union all
    select
        order_id,
        '{{ shop }}' as source,
        market,
        substr(order_id, position(':' in order_id) + 1) as invoice_no,
        currency_code,
        order_status,
        payment_method,
        customer_id,
        {{ "initcap(market)" if shop == "markets" else "cast(null as " ~ dbt.type_string() ~ ")" }} as country,
        ordered_at,
        order_date,
        line_count,
        order_quantity as quantity,
        subtotal_amount,
        discount_amount,
        tax_amount,
        shipping_amount,
        tip_amount,
        order_amount
    from {{ shop }}
    {%- endfor %}
)

select * from final
