-- key: month_id, product_id, currency_code
with named as (
    select
        product_months.*,
        product_name,
        coalesce(category, 'Uncategorised') as category
    from product_months
    left join product_details using (product_id)
    left join products using (product_id)
)

select
    month_id, product_id, currency_code, source, market, product_name, category,
    orders as order_count,
    sold as sold_quantity,
    returned as returned_quantity,
    net as net_amount,
    net_usd as net_amount_usd,
    case
        when net_usd is not null then 1 + (
            select count(*) from named as better
            where better.month_id = named.month_id and better.net_usd > named.net_usd
        )
    end as revenue_rank,
    case
        when net_usd is not null then 1 + (
            select count(*) from named as better
            where
                better.month_id = named.month_id and better.category = named.category
                and better.net_usd > named.net_usd
        )
    end as category_revenue_rank
from named
