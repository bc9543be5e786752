-- The mobile shop has no customer file: a customer is whoever ordered or did something in the app. The country is that
-- of the newest event that names one.
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id"], "unique": true}]) }}

with sightings as (
    select
        customer_id,
        cast(null as {{ dbt.type_string() }}) as country,
        ordered_at as known_at,
        file_day,
        arrival,
        path,
        content_key,
        source_row
    from ({{ accepted_rows("chk_app__orders") }}) as orders
    where {{ changed_only("customer_id") }}
    union all
    select
        customer_id,
        country,
        occurred_at as known_at,
        file_day,
        arrival,
        path,
        content_key,
        source_row
    from ({{ accepted_rows("chk_app__events") }}) as events
    where {{ changed_only("customer_id") }}
),

ranked as (
    select
        sightings.*,
        min(known_at) over (partition by customer_id) as first_known_at,
        row_number() over (
            partition by customer_id
            order by
                case when country is null then 1 else 0 end,
                known_at desc nulls last, file_day desc, arrival desc, content_key desc, source_row desc
        ) as place
    from sightings
    where customer_id is not null
),

final as (
    select
        customer_id,
        country,
        path,
        content_key,
        source_row,
        first_known_at,
        known_at
    from ranked
    where place = 1
)

select * from final
