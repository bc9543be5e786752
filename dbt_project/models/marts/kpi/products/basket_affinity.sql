-- What is bought together. Pairs grow with the square of an order's lines, so only frequent products are paired: of
-- each market the 200 that are in most orders. A pair is told from two orders and 0.5 % of all on.
{% set frequent_products, min_support = 200, 0.005 %}

with orders as (
    select
        orders.*,
        row_number() over (order by order_id) as order_number
    from {{ ref("fct_orders") }} as orders
    where gross_amount > 0 and product_line_count > 0
),

products as (
    select
        source,
        market,
        product_id,
        row_number() over (order by product_id) as product_number,
        row_number() over (partition by source, market order by sum(order_count) desc, product_id) as place
    from {{ ref("agg_products") }}
    where product_id <> 'unknown'
    group by source, market, product_id
),

-- A product may be on several lines of an order. Numbers, because pairs of texts cost twice as much.
baskets as (
    select distinct
        orders.order_number,
        products.product_number
    from {{ ref("fct_sales") }} as sales
    inner join products on sales.product_id = products.product_id
    inner join orders on sales.order_id = orders.order_id
    where sales.is_product and {{ is_sold("sales") }} and products.place <= {{ frequent_products }}
),

pairs as (
    select
        baskets.product_number,
        others.product_number as other_number,
        count(*) as order_count
    from baskets
    inner join baskets as others
        on baskets.order_number = others.order_number and baskets.product_number < others.product_number
    group by baskets.product_number, others.product_number
),

counted as (
    select
        products.product_number,
        products.product_id,
        products.source,
        products.market,
        versions.product_name,
        count(*) as order_count
    from baskets
    inner join products on baskets.product_number = products.product_number
    left join {{ ref("dim_products") }} as versions
        on products.product_id = versions.product_id and versions.is_current
    group by
        products.product_number, products.product_id, products.source, products.market, versions.product_name
),

markets as (
    select
        source,
        market,
        cast(count(*) as numeric(18, 6)) as order_count
    from orders
    group by source, market
),

final as (
    select
        counted.product_id,
        others.product_id as other_product_id,
        counted.source,
        counted.market,
        counted.product_name,
        others.product_name as other_product_name,
        counted.order_count as product_order_count,
        others.order_count as other_product_order_count,
        pairs.order_count as pair_order_count,
        cast(pairs.order_count / markets.order_count as numeric(18, 6)) as support,
        cast(cast(pairs.order_count as numeric(18, 6)) / counted.order_count as numeric(18, 6)) as confidence,
        cast(cast(pairs.order_count as numeric(18, 6)) / others.order_count as numeric(18, 6)) as other_confidence,
        cast(pairs.order_count * markets.order_count / (counted.order_count * others.order_count) as numeric(18, 6))
            as lift
    from pairs
    inner join counted on pairs.product_number = counted.product_number
    inner join counted as others on pairs.other_number = others.product_number
    inner join markets on counted.source = markets.source and counted.market = markets.market
    where pairs.order_count >= 2 and pairs.order_count >= {{ min_support }} * markets.order_count
)

select * from final
