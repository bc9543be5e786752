-- What the web shop's files say of its customers. Each file lists all of them.
{% snapshot snp_storefront__customers %}
{{ config(
    unique_key="customer_id",
    meta={"watched": ["country"]},
    indexes=[{"columns": ["customer_id", "effective_from"]}]
) }}

select
    customers.customer_id,
    customers.known_at as valid_at,
    customers.is_accepted,
    files.seen_at,
    files.next_full_at,
    files.file_day,
    files.arrival,
    files.content_key,
    customers.source_row,
    customers.first_name,
    customers.last_name,
    customers.email,
    customers.phone,
    customers.birth_date,
    customers.registration_date,
    customers.address,
    customers.city,
    customers.state,
    customers.zip_code,
    customers.country,
    customers.customer_tier
from {{ ref("chk_storefront__customers") }} as customers
inner join {{ ref("int_full_files") }} as files
    on customers.file_id = files.file_id and customers.attempt = files.attempt
where customers.customer_id is not null and {{ changed_only("customers.customer_id") }}

{% endsnapshot %}
