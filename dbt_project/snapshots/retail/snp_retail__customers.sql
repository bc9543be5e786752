-- The shop has no customer file: what is known of a customer is the country that an invoice names. One that names none
-- says nothing, unless no other one does.
{% snapshot snp_retail__customers %}
{{ config(
    unique_key="customer_id",
    meta={"watched": ["country"], "newest_by": ["order_id"]},
    indexes=[{"columns": ["customer_id", "effective_from"]}]
) }}

select
    customer_id,
    ordered_at as valid_at,
    order_id,
    country
from (
    select
        invoices.*,
        bool_and(country = 'Unspecified') over (partition by customer_id) as is_nowhere
    from {{ ref("int_retail__order_customers") }} as invoices
    where customer_id is not null and {{ changed_only("customer_id") }}
) as invoices
where country <> 'Unspecified' or is_nowhere

{% endsnapshot %}
