-- What the marketplaces' files say of their customers, since the time of registration.
{% snapshot snp_markets__customers %}
{{ config(unique_key="customer_id", indexes=[{"columns": ["customer_id", "effective_from"]}]) }}

select
    customers.customer_id,
    customers.created_at as valid_at,
    customers.file_day,
    customers.arrival,
    customers.content_key,
    customers.source_row,
    customers.market,
    cast({{ utc_to_local("customers.created_at", "coalesce(systems.time_zone, 'UTC')") }} as date) as registration_date,
    customers.last_used_platform,
    customers.is_blocked,
    customers.language,
    customers.outstanding_amount,
    customers.loyalty_points,
    customers.employee_count
from ({{ accepted_rows("chk_markets__customers") }}) as customers
left join {{ ref("source_systems") }} as systems
    on systems.source = 'markets' and customers.market = systems.market
where {{ changed_only("customers.customer_id") }}

{% endsnapshot %}
