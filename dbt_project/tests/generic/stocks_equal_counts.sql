-- Fails if a product and warehouse that was counted is missing or has another stock than its last count, or if the
-- shares of the warehouses do not add up to what was sold of the product in the window. Does not assert for how many
-- days there was none.
{% test stocks_equal_counts(model) %}

with counts as (
    select
        levels.product_id,
        levels.warehouse_id,
        levels.available_quantity
    from {{ ref("fct_inventory_levels") }} as levels
    inner join (
        select
            product_id,
            warehouse_id,
            max(date_id) as date_id
        from {{ ref("fct_inventory_levels") }}
        group by product_id, warehouse_id
    ) as last_counts
        on levels.product_id = last_counts.product_id
        and levels.warehouse_id = last_counts.warehouse_id
        and levels.date_id = last_counts.date_id
),

sold as (
    select
        days.product_id,
        sum(days.sold_quantity) as sold_quantity
    from {{ ref("agg_product_days") }} as days
    inner join {{ ref("dim_date") }} as dates on days.date_id = dates.date_id
    where dates.full_date > (select {{ dbt.dateadd("day", -28, "max(full_date)") }} from {{ ref("dim_date") }})
    group by days.product_id
),

shares as (
    select
        product_id,
        sum(average_daily_quantity * window_days) as shared_quantity,
        0.01 * count(*) as rounding
    from {{ model }}
    group by product_id
)

select
    coalesce(counts.product_id, stocks.product_id) || ' in ' || coalesce(counts.warehouse_id, stocks.warehouse_id)
    || ': the last count has ' || coalesce(cast(counts.available_quantity as {{ dbt.type_string() }}), 'nothing known')
    || ' pieces, {{ model.identifier }} '
    || coalesce(cast(stocks.available_quantity as {{ dbt.type_string() }}), 'nothing known') as finding
from counts
full join {{ model }} as stocks
    on counts.product_id = stocks.product_id and counts.warehouse_id = stocks.warehouse_id
where
    counts.product_id is null
    or stocks.product_id is null
    or counts.available_quantity is distinct from stocks.available_quantity
union all
select
    shares.product_id || ': ' || coalesce(sold.sold_quantity, 0) || ' pieces sold in 28 days, '
    || '{{ model.identifier }} shares ' || shares.shared_quantity as finding
from shares
left join sold on shares.product_id = sold.product_id
where abs(shares.shared_quantity - coalesce(sold.sold_quantity, 0)) > shares.rounding
order by finding

{% endtest %}
