-- How long the stock of the last counts lasts, and what to order. Sales lines name no warehouse: each warehouse that
-- counts a product gets an equal share of its demand.
{% set lead_days, order_days, service_factor = 14, 28, 1.65 %}
with inventory as (
    select * from {{ ref("agg_inventory") }}
),

demand as (
    select * from {{ ref("agg_product_demand") }}
),

products as (
    select * from {{ ref("product_analytics") }}
),

shared as (
    select
        inventory.*,
        demand.warehouse_count,
        demand.window_days,
        demand.sold_quantity,
        demand.week_count,
        demand.demand_variation,
        cast(demand.sold_quantity as numeric(18, 4)) / (demand.window_days * demand.warehouse_count) as daily_quantity,
        demand.weekly_deviation * sqrt({{ lead_days }} / 7.0) / demand.warehouse_count as lead_deviation
    from inventory
    inner join demand on inventory.product_id = demand.product_id
),

-- Sold in the lead time, and a reserve for weeks that sell more; the shop's own level while too few weeks are known.
planned as (
    select
        shared.*,
        case
            when lead_deviation is null then reorder_level
            else ceil(round(daily_quantity * {{ lead_days }} + {{ service_factor }} * lead_deviation, 4))
        end as reorder_point,
        ceil(round(daily_quantity * {{ order_days }}, 4)) - available_quantity as gap_quantity,
        case when available_quantity < 0 then 0 else available_quantity end as quantity_to_sell
    from shared
),

final as (
    select
        planned.source,
        planned.product_id,
        planned.warehouse_id,
        products.product_name,
        coalesce(products.category, 'Uncategorised') as category,
        coalesce(products.is_discontinued, false) as is_discontinued,
        planned.last_count_date,
        {{ dbt.datediff("planned.last_count_date", "planned.as_of_date", "day") }} as days_since_count,
        planned.stock_quantity,
        planned.available_quantity,
        planned.stock_status,
        planned.stock_out_days,
        planned.warehouse_count,
        planned.window_days,
        planned.sold_quantity,
        cast(planned.daily_quantity as numeric(18, 4)) as average_daily_quantity,
        cast(planned.quantity_to_sell / nullif(planned.daily_quantity, 0) as numeric(18, 4)) as cover_days,
        planned.reorder_level,
        cast(planned.reorder_point as {{ dbt.type_bigint() }}) as reorder_point,
        cast(
            case
                when products.is_discontinued or planned.reorder_point = 0 then 0
                when planned.available_quantity is null or planned.reorder_point is null then null
                when planned.available_quantity > planned.reorder_point then 0
                else greatest(planned.reorder_point + planned.gap_quantity, planned.reorder_quantity)
            end as {{ dbt.type_bigint() }}
        ) as suggested_order_quantity,
        coalesce(products.abc_class, 'C') as abc_class,
        planned.week_count,
        planned.demand_variation,
        case
            when planned.demand_variation <= 0.5 then 'X'
            when planned.demand_variation <= 1 then 'Y'
            when planned.demand_variation > 1 then 'Z'
            else 'Unknown'
        end as xyz_class
    from planned
    left join products on planned.product_id = products.product_id
)

select * from final
