-- Within which bounds a value is believable, and for which quarters this is the latest to say so. A value is in doubt
-- that is more than five times its spread away (3.4 standard deviations, were the logarithms normal), and far in itself
-- as well, for many a spread is nothing and trade customers buy 300 pieces of what others take one of: twenty times the
-- price, 300 times the pieces, and a hundred times what a line comes to in its shop (of a shop with many, what half the
-- lines of a day do) and of its product. A thousand times the usual is in doubt in any shop.
{{ config(indexes=[{"columns": ["product_id", "shop"]}]) }}
{% set next_quarter = "cast(" ~ dbt.dateadd("month", 3, "sales_quarter") ~ " as date)" %}
{% set a_year_on = "cast(" ~ dbt.dateadd("month", 12, "sales_quarter") ~ " as date)" %}

with bounds as (
    select
        *,
        cast(
            least(
                greatest(
                    power(spread, 5),
                    case measure
                        when 'price' then 20
                        when 'quantity' then 300
                        when 'amount' then greatest(100, line_count / (2.0 * day_count))
                    end
                ),
                1000
            ) as {{ dbt.type_float() }}
        ) as reach
    from {{ ref("int_usual_values") }}
),

ranges as (
    select
        shop,
        sales_quarter,
        period,
        product_id,
        currency_code,
        max(case when measure = 'quantity' then median * reach end) as highest_quantity,
        max(case when measure = 'price' then median * reach end) as highest_price,
        max(case when measure = 'price' then median / reach end) as lowest_price,
        coalesce(
            max(case when measure = 'amount' then median * reach end),
            100
            * max(case when measure = 'quantity' then median end)
            * max(case when measure = 'price' then median end)
        ) as highest_amount
    from bounds
    group by shop, sales_quarter, period, product_id, currency_code
),

final as (
    select
        shop,
        period,
        product_id,
        currency_code,
        case when period = 'opening' then sales_quarter else {{ next_quarter }} end as first_quarter,
        case
            when period = 'opening' then sales_quarter
            else least({{ a_year_on }}, lead(sales_quarter) over quarters)
        end as last_quarter,
        cast(highest_quantity as numeric(38, 4)) as highest_quantity,
        cast(highest_price as numeric(38, 4)) as highest_price,
        cast(lowest_price as numeric(38, 4)) as lowest_price,
        cast(highest_amount as numeric(38, 4)) as highest_amount
    from ranges
    window quarters as (partition by shop, period, product_id, currency_code order by sales_quarter)
)

select * from final
