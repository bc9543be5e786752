-- The mobile shop has no customer file: a customer is whoever ordered or did something, in the country of the events.
-- An order or event that names none says nothing, unless no other one does.
{% snapshot snp_app__customers %}
{{ config(
    unique_key="customer_id",
    meta={"watched": ["country"]},
    indexes=[{"columns": ["customer_id", "effective_from"]}]
) }}

select
    customer_id,
    valid_at,
    file_day,
    arrival,
    content_key,
    source_row,
    country
from (
    select
        sightings.*,
        bool_or(country is not null) over (partition by customer_id) as is_somewhere
    from (
        select
            customer_id,
            cast(null as {{ dbt.type_string() }}) as country,
            ordered_at as valid_at,
            file_day,
            arrival,
            content_key,
            source_row
        from ({{ accepted_rows("chk_app__orders") }}) as orders
        where customer_id is not null and {{ changed_only("customer_id") }}
        union all
        select
            customer_id,
            country,
            occurred_at as valid_at,
            file_day,
            arrival,
            content_key,
            source_row
        from ({{ accepted_rows("chk_app__events") }}) as events
        where customer_id is not null and {{ changed_only("customer_id") }}
    ) as sightings
) as sightings
where country is not null or not is_somewhere

{% endsnapshot %}
