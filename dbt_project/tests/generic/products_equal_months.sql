-- Fails if the orders, pieces or revenue of a product are not those of its months, or a product that was sold is not
-- there.
{% test products_equal_months(model) %}

with
{% for name, table in {"months": ref("agg_products"), "products": model}.items() -%}
{{ name }} as (
    select
        product_id,
        sum(order_count) as order_count,
        sum(sold_quantity) as sold_quantity,
        sum(returned_quantity) as returned_quantity,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd
    from {{ table }}
    where product_id <> 'unknown'
    group by product_id
)
{{- "," if not loop.last }}
{% endfor %}
select
    coalesce(months.product_id, products.product_id) || ': the months have ' || coalesce(months.order_count, 0)
    || ' orders of ' || coalesce(months.sold_quantity, 0) || ' pieces and '
    || coalesce(cast(months.net_amount_usd as {{ dbt.type_string() }}), 'unknown') || ' USD, {{ model.identifier }} has '
    || coalesce(products.order_count, 0) || ', ' || coalesce(products.sold_quantity, 0) || ' and '
    || coalesce(cast(products.net_amount_usd as {{ dbt.type_string() }}), 'unknown') as finding
from months
full join products on months.product_id = products.product_id
where
    coalesce(months.order_count, 0) <> coalesce(products.order_count, 0)
    or coalesce(months.sold_quantity, 0) <> coalesce(products.sold_quantity, 0)
    or coalesce(months.returned_quantity, 0) <> coalesce(products.returned_quantity, 0)
    or months.product_id is not null
    and (products.product_id is null or months.net_amount_usd is distinct from products.net_amount_usd)
order by finding

{% endtest %}
