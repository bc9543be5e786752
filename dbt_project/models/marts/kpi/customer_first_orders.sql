-- What is known of a customer competes with the orders of the days that changed. Only when the first order was on such
-- a day are all orders of the customer looked through: it may be gone.
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
candidates as (
    select
        customer_id,
        date_id
    from {{ ref("fct_orders") }}
    where {{ on_date_ids("date_id", date_ids) }} and customer_id is not null
    union all
    select
        doubtful.customer_id,
        orders.date_id
    from {{ this }} as doubtful
    left join orders on doubtful.customer_id = orders.customer_id
    where {{ on_date_ids("doubtful.first_date_id", date_ids) }}
),

dates as (
    select
        candidates.customer_id,
        candidates.date_id,
        known.first_date_id as known_date_id
    from candidates
    left join {{ this }} as known
        on candidates.customer_id = known.customer_id and not ({{ on_date_ids("known.first_date_id", date_ids) }})
),

{% else %}
dates as (
    select
        customer_id,
        date_id,
        cast(null as integer) as known_date_id
    from orders
    where customer_id is not null
),

{% endif %}
final as (
    select
        customer_id,
        least(min(date_id), min(known_date_id)) as first_date_id
    from dates
    group by customer_id
)

select * from final
