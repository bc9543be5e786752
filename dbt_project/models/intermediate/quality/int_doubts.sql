-- What leaves a sale in doubt, by the rules of doubtful_rules: those of its own row, and those that compare it with
-- others. An amount that is large in its shop may be a usual one of its product.
{{ config(
    unique_key="order_date",
    meta={"changes": "changed_comparisons"},
    indexes=[{"columns": ["order_date"]}, {"columns": ["order_id"]}]
) }}

with sales as (
    select
        *,
        split_part(order_id, ':', 1) as shop,
        cast({{ dbt.date_trunc("quarter", "order_date") }} as date) as sales_quarter
    from {{ ref("int_sales_lines") }}
    where {{ changed_only("order_date", "changed_comparisons") }}
),

rules as (
    select * from {{ ref("doubtful_rules") }}
),

compared as (
    select
        sales.*,
        abs(sales.quantity) > products.highest_quantity as is_quantity_far,
        sales.unit_price > products.highest_price
        or sales.unit_price > 0 and sales.unit_price < products.lowest_price as is_price_far,
        abs(sales.total_price) > coalesce(shops.highest_amount, openings.highest_amount)
        and abs(sales.total_price) > coalesce(products.highest_amount, 0) as is_amount_far
    from sales
    -- Not by way of a CTE, so that a day's lines find them by the index.
    left join {{ ref("int_believable_ranges") }} as products
        on sales.product_id = products.product_id
        and sales.currency_code = products.currency_code
        and sales.sales_quarter between products.first_quarter and products.last_quarter
    left join {{ ref("int_believable_ranges") }} as shops
        on sales.shop = shops.shop
        and sales.currency_code = shops.currency_code
        and sales.sales_quarter between shops.first_quarter and shops.last_quarter
        and shops.product_id = 'all'
        and shops.period = 'quarter'
    left join {{ ref("int_believable_ranges") }} as openings
        on sales.shop = openings.shop
        and sales.currency_code = openings.currency_code
        and sales.sales_quarter = openings.first_quarter
        and openings.product_id = 'all'
        and openings.period = 'opening'
),

suspects as (
    select * from compared
    where is_quantity_far or is_price_far or is_amount_far or rule_codes <> ''
),

final as (
    select
        rules.code,
        suspects.order_id,
        suspects.sale_id,
        suspects.order_date,
        suspects.source,
        suspects.market,
        suspects.file_id,
        suspects.source_row,
        suspects.product_id,
        suspects.quantity,
        suspects.unit_price,
        suspects.total_price,
        suspects.currency_code
    from suspects
    inner join rules
        on suspects.source = rules.rule_source
        and case
            when not rules.is_comparison
                then position(',' || rules.code || ',' in ',' || suspects.rule_codes || ',') > 0
            when rules.code like '%QUANTITY_OUTLIER' then suspects.is_quantity_far
            when rules.code like '%PRICE_OUTLIER' then suspects.is_price_far
            when rules.code like '%AMOUNT_OUTLIER' then suspects.is_amount_far
        end
)

select * from final
