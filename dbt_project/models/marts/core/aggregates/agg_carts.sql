-- What was left in the cart of a session that had put something in: of each product the pieces that nobody took out
-- again, at the average price at which they went in.
{{ config(unique_key="session_id") }}

with events as (
    select * from {{ ref("fct_events") }}
    where {{ changed_only("session_id") }} and session_id is not null
),

moves as (
    select
        session_id,
        product_id,
        event_type = 'add_to_cart' as is_added,
        -- A shop that does not say how many means one.
        coalesce(quantity, 1) as quantity,
        coalesce(quantity, 1) * unit_price as amount
    from events
    where event_type in ('add_to_cart', 'remove_from_cart')
),

products as (
    select
        session_id,
        sum(case when is_added then quantity else 0 end) as added_quantity,
        sum(case when is_added then quantity else -quantity end) as quantity,
        case when bool_and(amount is not null or not is_added) then sum(case when is_added then amount else 0 end) end
            as added_amount
    from moves
    group by session_id, product_id
),

final as (
    select
        session_id,
        cast(sum(quantity) as {{ dbt.type_bigint() }}) as quantity,
        -- Null where one of the prices is unknown: a sum that leaves some out would pass for the whole.
        cast(
            case when count(*) = count(added_amount) then sum(added_amount * quantity / added_quantity) end
            as numeric(18, 4)
        ) as amount
    from products
    where quantity > 0
    group by session_id
)

select * from final
