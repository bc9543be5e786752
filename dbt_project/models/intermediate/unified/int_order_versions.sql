-- The versions of the orders of all shops that write an order again when it changes. An invoice of the gift shop is
-- written once.
with versions as (
    {% for feed, entry in feeds().items() if entry.has_history -%}
    select
        order_id,
        dbt_scd_id as order_version_id,
        order_status,
        order_amount,
        currency_code,
        payment_method,
        dbt_valid_from as valid_from,
        dbt_valid_to as valid_to
    from {{ ref("snp_" ~ feed) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from versions
