-- Customers of a day that changed are looked up by an index, and so are those whose first order was on such a day: it
-- may be gone. The others keep what is known of them.
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    meta={"present_if": "first_date_id", "follows_days": true}
) }}
{% set date_ids = changed_date_ids("fct_orders") %}

with orders as (
    select * from {{ ref("fct_orders") }}
),

{% if is_incremental() %}
touched as (
    select customer_id
    from {{ ref("fct_orders") }}
    where {{ on_date_ids("date_id", date_ids) }} and customer_id is not null
    union
    select customer_id
    from {{ this }}
    where {{ on_date_ids("first_date_id", date_ids) }}
),

{% endif %}
{% set keys = "touched" if is_incremental() else "orders" %}
final as (
    select
        {{ keys }}.customer_id,
        min(orders.date_id) as first_date_id
    from {{ keys }}
    {{ "left join orders on touched.customer_id = orders.customer_id" if is_incremental() }}
    where {{ keys }}.customer_id is not null
    group by {{ keys }}.customer_id
)

select * from final
