-- What leaves a sale in doubt, by the rules of doubtful_rules: those of its own row, and those that compare it with
-- others. An amount that is large in its shop may be a usual one of its product.
{{ config(
    unique_key="date_id",
    meta={"changes": "changed_comparisons"},
    indexes=[{"columns": ["date_id"]}, {"columns": ["order_id"]}]
) }}
{% set outliers = {
    "QUANTITY_OUTLIER": "is_quantity_far",
    "PRICE_OUTLIER": "is_price_far",
    "AMOUNT_OUTLIER": "is_amount_far",
} %}
{% set columns %}
    order_id, sale_id, order_date, source, market, file_id, source_row, product_id, quantity, unit_price, total_price,
    currency_code
{% endset %}

with dates as (
    select distinct
        order_date,
        sales_quarter
    from {{ ref("int_sales_dates") }}
),

sales as (
    select * from {{ ref("int_sales_lines") }}
    where {{ changed_only("order_date", "changed_comparisons", key="sales_date") }}
),

flagged as (
    select * from {{ ref("int_sales_lines") }}
    where {{ changed_only("order_date", "changed_comparisons", key="sales_date") }} and rule_codes <> ''
),

rules as (
    select * from {{ ref("doubtful_rules") }}
),

measured as (
    select
        sales.*,
        abs(sales.quantity) > products.highest_quantity as is_quantity_far,
        sales.unit_price > products.highest_price
        or sales.unit_price > 0 and sales.unit_price < products.lowest_price as is_price_far,
        abs(sales.total_price) > shops.highest_amount
        and abs(sales.total_price) > coalesce(products.highest_amount, 0) as is_amount_far
    from sales
    inner join dates on sales.order_date = dates.order_date
    left join {{ ref("int_believable_ranges") }} as products
        on dates.sales_quarter = products.sales_quarter
        and sales.product_id = products.subject_id
        and sales.currency_code = products.currency_code
    left join {{ ref("int_believable_ranges") }} as shops
        on dates.sales_quarter = shops.sales_quarter
        and sales.source || '.' || sales.market = shops.subject_id
        and sales.currency_code = shops.currency_code
),

far as (
    select * from measured
    where is_quantity_far or is_price_far or is_amount_far
),

doubts as (
    {% for defect, condition in outliers.items() -%}
    select
        rules.code,
        {{ columns }}
    from far
    inner join rules on far.source = rules.rule_source and rules.is_comparison and rules.code like '%{{ defect }}'
    where {{ condition }}
    union all
    {% endfor -%}
    select
        rules.code,
        {{ columns }}
    from flagged
    inner join rules
        on flagged.source = rules.rule_source
        and not rules.is_comparison
        and position(',' || rules.code || ',' in ',' || flagged.rule_codes || ',') > 0
),

final as (
    select
        code,
        {{ date_id("order_date") }} as date_id,
        {{ columns }}
    from doubts
)

select * from final
