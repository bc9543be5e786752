-- Fails if one of the ten pairs of a market that are bought together most often is in another number of orders than the
-- lines say, or in more than one of its products is. Looks at ten, because counting all pairs again is what is costly.
{% test pairs_equal_baskets(model) %}

with ranked as (
    select
        pairs.*,
        row_number() over (partition by source, market order by pair_order_count desc, product_id, other_product_id) as place
    from {{ model }} as pairs
),

bought as (
    select distinct
        sales.order_id,
        sales.product_id
    from {{ ref("fct_sales") }} as sales
    inner join {{ ref("fct_orders") }} as orders on sales.order_id = orders.order_id
    where sales.is_product and orders.gross_amount > 0 and {{ is_sold("sales") }}
),

counted as (
    select
        ranked.product_id,
        ranked.other_product_id,
        ranked.pair_order_count,
        count(others.order_id) as order_count
    from ranked
    inner join bought on ranked.product_id = bought.product_id
    left join bought as others on bought.order_id = others.order_id and ranked.other_product_id = others.product_id
    where ranked.place <= 10
    group by ranked.product_id, ranked.other_product_id, ranked.pair_order_count
)

select
    product_id || ' and ' || other_product_id || ' are in ' || order_count || ' orders, {{ model.identifier }} has '
    || pair_order_count as finding
from counted
where order_count <> pair_order_count
union all
select
    product_id || ' and ' || other_product_id || ' are in ' || pair_order_count || ' orders, one of them in fewer' as finding
from {{ model }}
where pair_order_count > least(product_order_count, other_product_order_count)

{% endtest %}
