-- key: product_id, other_product_id
with selling as (
    select order_id, market from orders where gross_amount > 0 and product_line_count > 0
),

bought as (
    select distinct market, order_id, product_id
    from lines
    where is_product and is_sold and product_id is not null
),

-- The 200 products of a market that are in most orders, each month for itself.
frequent as (
    select market, product_id
    from product_months
    group by market, product_id
    qualify row_number() over (partition by market order by sum(orders) desc, product_id) <= 200
),

baskets as (
    select bought.* from bought semi join frequent using (product_id) semi join selling using (order_id)
),

singles as (select product_id, count(*) as orders from baskets group by all),

pairs as (
    select one.market, one.product_id as first_id, other.product_id as second_id, count(*) as together
    from baskets as one
    inner join baskets as other on one.order_id = other.order_id and one.product_id < other.product_id
    group by all
),

markets_orders as (select market, count(*) as all_orders from selling group by all)

select
    first_id as product_id,
    second_id as other_product_id,
    split_part(split_part(first_id, ':', 1), '.', 1) as source,
    pairs.market,
    first_details.product_name,
    second_details.product_name as other_product_name,
    firsts.orders as product_order_count,
    seconds.orders as other_product_order_count,
    together as pair_order_count,
    ratio6(together, all_orders) as support,
    ratio6(together, firsts.orders) as confidence,
    ratio6(together, seconds.orders) as other_confidence,
    ratio6(together * all_orders, firsts.orders * seconds.orders) as lift
from pairs
inner join markets_orders using (market)
inner join singles as firsts on first_id = firsts.product_id
inner join singles as seconds on second_id = seconds.product_id
left join product_details as first_details on first_id = first_details.product_id
left join product_details as second_details on second_id = second_details.product_id
where together >= 2 and 200 * together >= all_orders
