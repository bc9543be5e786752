-- One row per delivery of an order. The file that counts has one row per item of it; agent, way and amounts are those
-- of the row that has the subtotal.
{{ config(
    materialized="incremental",
    unique_key="delivery_id",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["delivery_id"], "unique": true}, {"columns": ["order_id"]}, {"columns": ["file_id"]}]
) }}
{% set changed = changed_file_ids("markets", ["deliveries"]) %}

with {{ latest_by_key(ref("chk_markets__deliveries"), "delivery_id", changed, whole_file=true) }}

placed as (
    select
        latest.*,
        count(latest.source_row) over whole_delivery as item_count,
        sum(latest.item_quantity) over whole_delivery as total_quantity,
        sum(latest.item_amount) over whole_delivery as total_amount,
        row_number() over (
            partition by latest.touched_id
            order by case when latest.subtotal_amount is null then 1 else 0 end, latest.source_row
        ) as place
    from latest
    window whole_delivery as (partition by latest.touched_id)
),

final as (
    select
        placed.touched_id as delivery_id,
        case when placed.content_key is not null then 'markets' end as source,
        placed.market,
        placed.file_id,
        placed.content_key,
        placed.source_row,
        placed.order_id,
        placed.task_id,
        placed.agent_id,
        placed.team_name,
        placed.task_type,
        placed.task_status,
        cast(placed.item_count as integer) as item_count,
        cast(placed.total_quantity as {{ dbt.type_bigint() }}) as item_quantity,
        cast(placed.total_amount as numeric(38, 4)) as item_amount,
        placed.subtotal_amount,
        placed.discount_amount,
        placed.delivery_charge,
        placed.tip_amount,
        placed.currency_code,
        placed.payment_method,
        placed.distance_m,
        placed.duration_minutes,
        placed.rating,
        placed.rule_codes
    from placed
    where placed.place = 1
)

select * from final
