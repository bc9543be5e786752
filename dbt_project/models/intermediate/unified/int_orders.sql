-- The orders of all shops, each once. The gift shop states no totals, so its invoices come to what their lines come
-- to; the others write themselves what an order comes to.
{% set parts = ["subtotal", "discount", "tax", "shipping", "tip"] %}
{% set in_london = utc_to_local("min(ordered_at)", "'Europe/London'") %}
{% set in_new_york = utc_to_local("ordered_at", "'America/New_York'") %}
with retail as (
    select
        order_id,
        'retail' as source,
        'retail' as market,
        'GBP' as currency_code,
        cast(null as {{ dbt.type_string() }}) as order_status,
        cast(null as {{ dbt.type_string() }}) as payment_method,
        -- An invoice has one customer; should its lines disagree, the choice must not depend on their order.
        min(customer_id) as customer_id,
        min(country) as country,
        min(ordered_at) as ordered_at,
        {{ is_hour_known(in_london) }} as is_hour_known,
        min(order_date) as order_date,
        cast(sum(line_count) as integer) as line_count,
        cast(sum(quantity) as {{ dbt.type_bigint() }}) as quantity,
        {% for part in parts -%} cast(null as numeric(18, 4)) as {{ part }}_amount,
        {% endfor %}
        cast(null as {{ dbt.type_string() }}) as promo_code,
        cast(null as numeric(18, 4)) as discount_percent,
        cast(sum(total_amount) as numeric(18, 4)) as total_amount,
        cast(sum(product_line_count) as integer) as product_line_count,
        bool_or(is_cancelled) as is_cancelled,
        cast(sum(gross_amount) as numeric(18, 4)) as gross_amount
    from {{ ref("int_retail__order_customers") }}
    group by order_id
),

stated as (
    select
        order_id,
        'storefront' as source,
        'storefront' as market,
        currency_code,
        order_status,
        payment_method,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as country,
        ordered_at,
        {{ is_hour_known(in_new_york) }} as is_hour_known,
        order_date,
        1 as line_count,
        cast(1 as {{ dbt.type_bigint() }}) as quantity,
        {% for part in parts -%} cast(null as numeric(18, 4)) as {{ part }}_amount,
        {% endfor %}
        cast(null as {{ dbt.type_string() }}) as promo_code,
        cast(null as numeric(18, 4)) as discount_percent,
        order_amount as total_amount
    from {{ ref("int_storefront__orders") }}
    {%- for shop in ["markets", "app"] %}
    union all
    -- What is said of the whole order stands on each of its lines, so the first one tells it.
    select
        order_id,
        '{{ shop }}' as source,
        market,
        currency_code,
        order_status,
        payment_method,
        customer_id,
        {{ "initcap(market)" if shop == "markets" else "cast(null as " ~ dbt.type_string() ~ ")" }} as country,
        ordered_at,
        {{ is_hour_known("ordered_at") }} as is_hour_known,
        order_date,
        line_count,
        order_quantity as quantity,
        {% for part in parts -%} {{ part }}_amount,
        {% endfor %}
        promo_code,
        discount_percent,
        order_amount as total_amount
    from {{ ref("int_" ~ shop ~ "__order_lines") }}
    where line_number = 1
    {%- endfor %}
),

final as (
    select * from retail
    union all
    select
        *,
        line_count as product_line_count,
        {{ is_cancelled_status("order_status") }} as is_cancelled,
        case
            when {{ is_cancelled_status("order_status") }} or total_amount < 0 then cast(0 as numeric(18, 4))
            else total_amount
        end as gross_amount
    from stated
)

select * from final
