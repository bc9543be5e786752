-- key: date_id, source, market, category, currency_code
with classified as (
    select
        lines.*,
        case when is_product then coalesce(products.category, 'Uncategorised') else 'Charges and adjustments' end
            as category,
        is_return and quantity < 0 and total_price <= 0 as is_back
    from lines
    left join product_versions as products
        on lines.product_id = products.product_id
        and lines.ordered_at >= products.effective_from
        and lines.ordered_at < products.effective_to
),

of_lines as (
    select
        order_date, source, market, category, currency_code,
        count(distinct order_id) filter (where is_sold) as order_count,
        count(*) as line_count,
        coalesce(sum(total_price) filter (where is_sold), 0) as gross_amount,
        coalesce(sum(-total_price) filter (where is_back), 0)
        + coalesce(sum(total_price) filter (where is_sold and is_void), 0) as return_amount,
        coalesce(sum(total_price) filter (where not is_sold and not is_back and not is_void), 0) as other_amount,
        coalesce(sum(total_price) filter (where not is_void), 0) as net_amount,
        coalesce(sum(total_price) filter (where is_void), 0) as void_amount,
        sum(quantity * unit_cost) filter (where not is_void) as cost_amount,
        sum(total_price - quantity * unit_cost) filter (where not is_void and unit_cost is not null) as margin_amount,
        -- A sum that leaves some out would pass for the whole.
        case
            when count(*) filter (where not is_void and total_price_usd is null) = 0
                then coalesce(sum(total_price_usd) filter (where not is_void), 0)
        end as net_amount_usd
    from classified
    group by all
),

-- Tax, shipping and discount are charged on whole orders.
of_orders as (
    select
        order_date, source, market, 'Charges and adjustments' as category, currency_code,
        sum(tax_amount) as tax_amount, sum(shipping_amount) as shipping_amount, sum(discount_amount) as discount_amount
    from orders
    where not is_cancelled and (tax_amount is not null or shipping_amount is not null or discount_amount is not null)
    group by all
),

days as (
    from of_lines full join of_orders using (order_date, source, market, category, currency_code)
),

traded as (
    select source, market, min(order_date) as first_day, max(order_date) as last_day
    from days
    group by all
),

series as (
    select distinct full_date, source, market, category, currency_code
    from (select distinct source, market, category, currency_code from days)
    inner join traded using (source, market)
    inner join calendar on full_date between first_day and last_day
),

filled as (
    select
        series.*,
        days.* exclude (order_date, source, market, category, currency_code),
        days.source is null as is_empty,
        usd_rate
    from series
    left join days
        on full_date = order_date and series.source = days.source and series.market = days.market
        and series.category = days.category and series.currency_code = days.currency_code
    left join rates
        on series.currency_code = rates.currency_code and full_date >= rates.first_day and full_date < rates.next_day
)

select
    day_number(full_date) as date_id,
    full_date as sales_date,
    source, market, category, currency_code,
    coalesce(order_count, 0) as order_count,
    coalesce(line_count, 0) as line_count,
    coalesce(gross_amount, 0) as gross_amount,
    in_money(coalesce(gross_amount, 0) * usd_rate) as gross_amount_usd,
    coalesce(return_amount, 0) as return_amount,
    in_money(coalesce(return_amount, 0) * usd_rate) as return_amount_usd,
    coalesce(other_amount, 0) as other_amount,
    in_money(coalesce(other_amount, 0) * usd_rate) as other_amount_usd,
    coalesce(net_amount, 0) as net_amount,
    case when line_count > 0 then net_amount_usd else 0 end as net_amount_usd,
    coalesce(void_amount, 0) as void_amount,
    in_money(coalesce(void_amount, 0) * usd_rate) as void_amount_usd,
    discount_amount,
    in_money(discount_amount * usd_rate) as discount_amount_usd,
    tax_amount,
    in_money(tax_amount * usd_rate) as tax_amount_usd,
    shipping_amount,
    in_money(shipping_amount * usd_rate) as shipping_amount_usd,
    case when is_empty then 0 else cost_amount end as cost_amount,
    in_money(case when is_empty then 0 else cost_amount * usd_rate end) as cost_amount_usd,
    case when is_empty then 0 else margin_amount end as margin_amount,
    in_money(case when is_empty then 0 else margin_amount * usd_rate end) as margin_amount_usd
from filled
