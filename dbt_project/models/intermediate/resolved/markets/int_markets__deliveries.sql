-- One row per delivery of an order. The file that counts has one row per item of it; agent, way and amounts are those
-- of the row that has the subtotal.
{{ config(
    unique_key="delivery_id",
    indexes=[{"columns": ["delivery_id"], "unique": true}, {"columns": ["order_id"]}, {"columns": ["file_id"]}]
) }}

with items as (
    {{ accepted_rows("chk_markets__deliveries") }}
),

ranked as (
    select
        items.*,
        rank() over (partition by delivery_id order by file_day desc, arrival desc, content_key desc) as file_place
    from items
    where {{ changed_only("delivery_id") }}
),

placed as (
    select
        ranked.*,
        count(*) over whole_delivery as item_count,
        sum(item_quantity) over whole_delivery as total_quantity,
        sum(item_amount) over whole_delivery as total_amount,
        row_number() over (
            partition by delivery_id
            order by case when subtotal_amount is null then 1 else 0 end, source_row
        ) as place
    from ranked
    where file_place = 1
    window whole_delivery as (partition by delivery_id)
),

final as (
    select
        delivery_id,
        'markets' as source,
        market,
        file_id,
        content_key,
        source_row,
        order_id,
        task_id,
        agent_id,
        team_name,
        task_type,
        task_status,
        cast(item_count as integer) as item_count,
        cast(total_quantity as {{ dbt.type_bigint() }}) as item_quantity,
        cast(total_amount as numeric(38, 4)) as item_amount,
        subtotal_amount,
        discount_amount,
        delivery_charge,
        tip_amount,
        currency_code,
        payment_method,
        distance_m,
        duration_minutes,
        rating,
        rule_codes
    from placed
    where place = 1
)

select * from final
