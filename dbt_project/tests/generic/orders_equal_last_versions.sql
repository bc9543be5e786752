-- Fails if the version that holds now is of no order, or says another status, amount or payment method than the row of
-- the order that counts. Does not assert since when it holds, what was said before, nor that an order has versions.
{% test orders_equal_last_versions(model, whole_history=false) %}

with versions as (
    select * from {{ model }}
    where valid_to is null and {{ in_question("order_id", whole_history) }}
),

orders as (
    select * from {{ ref("int_orders") }}
    where {{ in_question("order_id", whole_history) }}
)

select
    versions.order_id || ' is ' || coalesce(orders.order_status, 'without status') || ', '
    || coalesce(cast(orders.total_amount as {{ dbt.type_string() }}), 'nothing') || ' by '
    || coalesce(orders.payment_method, 'no method') || '; the last version says '
    || coalesce(versions.order_status, 'no status') || ', '
    || coalesce(cast(versions.order_amount as {{ dbt.type_string() }}), 'nothing') || ' by '
    || coalesce(versions.payment_method, 'no method') as finding
from versions
left join orders on versions.order_id = orders.order_id
where
    orders.order_id is null
    or orders.order_status is distinct from versions.order_status
    or orders.total_amount is distinct from versions.order_amount
    or orders.payment_method is distinct from versions.payment_method
order by finding

{% endtest %}
