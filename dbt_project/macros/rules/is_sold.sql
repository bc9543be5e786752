{#- Whether a sales line is a sale that stands: goods went out for money and the order was not cancelled. The one
    definition of what the KPI marts count as an order, a customer's purchase and a product sold. -#}
{% macro is_sold(sales) -%}
    (
        {{ sales }}.quantity > 0 and {{ sales }}.unit_price > 0 and {{ sales }}.total_price >= 0
        and not {{ sales }}.is_cancelled
    )
{%- endmacro %}

{#- Whether a row of fct_sales is a sale that the shop took back without booking a negative line: it only calls the order
    cancelled, returned or refunded. Its money is part of the facts and of no net amount. -#}
{% macro is_void(sales) -%}
    ({{ sales }}.quantity > 0 and ({{ sales }}.is_cancelled or {{ sales }}.is_return))
{%- endmacro %}
