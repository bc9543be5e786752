-- Places among all products of all shops can only be given in one currency; where no rate is known there is none.
with months as (
    select * from {{ ref("agg_products") }}
    where product_id <> 'unknown'
),

products as (
    select * from {{ ref("dim_products") }}
    where is_current
),

named as (
    select
        months.*,
        products.product_name,
        coalesce(products.category, 'Uncategorised') as category
    from months
    left join products on months.product_id = products.product_id
),

final as (
    select
        month_id,
        product_id,
        currency_code,
        source,
        market,
        product_name,
        category,
        order_count,
        sold_quantity,
        returned_quantity,
        net_amount,
        net_amount_usd,
        case
            when net_amount_usd is not null
                then rank() over (partition by month_id order by net_amount_usd desc nulls last)
        end as revenue_rank,
        case
            when net_amount_usd is not null
                then rank() over (partition by month_id, category order by net_amount_usd desc nulls last)
        end as category_revenue_rank
    from named
)

select * from final
