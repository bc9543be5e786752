-- key: product_id
with sold as (
    select
        product_id, any_value(source) as sold_by, any_value(market) as sold_in,
        min(first_day) as first_day, max(last_day) as last_day,
        sum(orders) as orders, sum(sold) as sold, sum(returned) as returned,
        case when count(distinct currency_code) = 1 then any_value(currency_code) end as currency_code,
        case when count(distinct currency_code) = 1 then sum(net) end as net,
        case when count(*) = count(net_usd) then sum(net_usd) end as net_usd
    from product_months
    group by product_id
),

everything as (
    select
        *,
        split_part(split_part(product_id, ':', 1), '.', 1) as source,
        coalesce(nullif(split_part(split_part(product_id, ':', 1), '.', 2), ''), split_part(product_id, ':', 1)) as market,
        (select max(full_date) from calendar) as today,
        case when orders is null then 0 else net_usd end as usd
    from (from product_details where not (starts_with(product_id, 'retail:') and is_charge(product_id)))
    full join sold using (product_id)
    left join products using (product_id)
),

aged as (
    select
        *,
        date_diff('day', coalesce(launch_date, cast(first_known_at as date), first_day), today) as age,
        date_diff('day', last_day, today) as idle,
        coalesce(is_discontinued, false) as is_gone,
        sum(greatest(usd, 0)) over (partition by market) as all_usd,
        coalesce(
            sum(greatest(usd, 0)) over (
                partition by market order by usd desc nulls last, product_id
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as better_usd
    from everything
)

select
    product_id, source, market, product_name,
    coalesce(category, 'Uncategorised') as category,
    case
        when unit_price >= 300 then 'Luxury'
        when unit_price >= 150 then 'Premium'
        when unit_price >= 50 then 'Mid-range'
        when unit_price is not null then 'Budget'
    end as price_band,
    age as age_days,
    is_gone as is_discontinued,
    first_day as first_sale_date,
    last_day as last_sale_date,
    idle as days_since_last_sale,
    coalesce(orders, 0) as order_count,
    coalesce(sold, 0) as sold_quantity,
    coalesce(returned, 0) as returned_quantity,
    currency_code,
    case when orders is null then 0 else net end as net_amount,
    usd as net_amount_usd,
    case
        when age < 30 then 'New' when age < 365 then 'Growth' when is_gone then 'Discontinued' else 'Mature'
    end as age_band,
    case
        when idle <= 30 then 'Active' when idle <= 90 then 'Declining' when is_gone then 'Discontinued' else 'Stagnant'
    end as activity,
    case
        when usd is null then 'Unknown'
        when usd >= 5000 and orders >= 20 then 'Star'
        when usd >= 2000 and orders >= 10 then 'High Performer'
        when usd >= 500 and orders >= 5 then 'Medium Performer'
        else 'Low Performer'
    end as performance,
    case
        when usd is null then 'Unknown'
        when usd > 0 and 5 * better_usd < 4 * all_usd then 'A'
        when usd > 0 and 20 * better_usd < 19 * all_usd then 'B'
        else 'C'
    end as abc_class
from aged
