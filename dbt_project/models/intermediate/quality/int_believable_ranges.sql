-- Within which bounds a value is believable in a quarter, by what was usual in the latest quarter of the year before
-- that tells it, or by the shop's opening days. A value is in doubt that is more than five times its spread away (3.4
-- standard deviations, were the logarithms normal), and far in itself as well, for many a spread is nothing and trade
-- customers buy 300 pieces of what others take one of: twenty times the price, 300 times the pieces, and a hundred
-- times what a line comes to in its shop (of a shop with many, what half the lines of a day do) and of its product. A
-- thousand times the usual is in doubt in any shop.
{{ config(
    unique_key="sales_quarter", meta={"changes": "changed_comparisons"}, indexes=[{"columns": ["sales_quarter"]}]
) }}

with days as (
    select
        sales_quarter,
        source || '.' || market as subject_id,
        count(*) as day_count,
        count(case when is_opening then 1 end) as opening_day_count
    from {{ ref("int_sales_dates") }}
    group by sales_quarter, source, market
),

quarters as (
    select distinct sales_quarter from days
    where {{ changed_only("sales_quarter", "changed_comparisons") }}
),

usual as (
    select
        quarters.sales_quarter,
        usual.subject_id,
        usual.currency_code,
        replace(usual.measure, 'opening ', '') as measure,
        usual.median,
        case usual.measure
            when 'price' then 20
            when 'quantity' then 300
            when 'amount' then greatest(100, usual.line_count / (2.0 * days.day_count))
            when 'opening amount' then greatest(100, usual.line_count / (2.0 * days.opening_day_count))
        end as least_reach,
        power(usual.spread, 5) as reach,
        row_number() over (
            partition by
                quarters.sales_quarter, usual.subject_id, usual.currency_code, replace(usual.measure, 'opening ', '')
            order by usual.measure asc, usual.sales_quarter desc
        ) as recency
    from quarters
    inner join {{ ref("int_usual_values") }} as usual
        on quarters.sales_quarter >= usual.sales_quarter
        and quarters.sales_quarter <= {{ dbt.dateadd("month", 12, "usual.sales_quarter") }}
        and (quarters.sales_quarter = usual.sales_quarter) = (usual.measure = 'opening amount')
    left join days on usual.sales_quarter = days.sales_quarter and usual.subject_id = days.subject_id
),

latest as (
    select
        *,
        cast(median * least(greatest(reach, least_reach), 1000) as numeric(38, 4)) as highest,
        cast(median / least(greatest(reach, least_reach), 1000) as numeric(38, 4)) as lowest
    from usual
    where recency = 1
),

final as (
    select
        sales_quarter,
        subject_id,
        currency_code,
        max(case when measure = 'quantity' then highest end) as highest_quantity,
        max(case when measure = 'price' then highest end) as highest_price,
        max(case when measure = 'price' then lowest end) as lowest_price,
        cast(
            coalesce(
                max(case when measure = 'amount' then highest end),
                100
                * max(case when measure = 'quantity' then median end)
                * max(case when measure = 'price' then median end)
            ) as numeric(38, 4)
        ) as highest_amount
    from latest
    group by sales_quarter, subject_id, currency_code
)

select * from final
