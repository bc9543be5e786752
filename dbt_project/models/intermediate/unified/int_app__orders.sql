-- The orders of the mobile shop, each once (see macro orders_of_lines).
with order_lines as (
    select * from {{ ref("int_app__order_lines") }}
),

final as (
    {{ orders_of_lines("order_lines") }}
)

select * from final
