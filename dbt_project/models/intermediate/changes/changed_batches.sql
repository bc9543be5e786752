-- Batches to judge again, by the model that judges them: those of files of the interval, and those with a row that refers
-- to something such a file speaks of.
{%- set storefront = {
    "orders": [
        ("customers", "customer_id", "batch_date"), ("products", "product_id", "order_date"),
        ("shipping", "order_id", "batch_date"),
    ],
    "customers": [("orders", "customer_id", "batch_date")],
    "products": [("inventory", "product_id", "batch_date"), ("orders", "product_id", "batch_date")],
    "inventory": [("products", "product_id", "batch_date")],
    "shipping": [("orders", "order_id", "batch_date")],
} %}
{%- set undated = {
    "markets": [("chk_markets__customers", "customer_id"), ("chk_markets__deliveries", "order_id")],
    "app": [("chk_app__events", "customer_id"), ("chk_app__inventory", "product_id")],
} %}

with files as (
    select * from {{ ref("changed_files") }}
),

ledger as (
    select * from {{ ref("stg_ops__files") }}
),

orders as (
    select * from {{ ref("restated_orders") }}
),

-- A reference is settled by the latest batch that speaks of it, so a file that is late matters only up to the next one
-- that speaks of the same thing.
{% for entity, references in storefront.items() -%}
{% for other, key, day in references -%}
{{ entity }}_by_{{ other }} as (
    select later.batch_date
    from (
        select distinct
            judged.{{ key }},
            judged.batch_date
        from {{ ref("chk_storefront__" ~ other) }} as judged
        inner join files on judged.file_id = files.file_id
    ) as moved
    inner join {{ ref("chk_storefront__" ~ entity) }} as later
        on moved.{{ key }} = later.{{ key }} and moved.batch_date < later.batch_date
    where
        not exists (
            select 1
            from {{ ref("chk_storefront__" ~ other) }} as newer
            inner join ledger on newer.file_id = ledger.file_id and newer.attempt = ledger.attempt
            where
                newer.{{ key }} = moved.{{ key }}
                and newer.batch_date > moved.batch_date
                and newer.batch_date <= later.{{ day }}
                and newer.is_accepted
                and ledger.is_visible
        )
),

{% endfor -%}
{% endfor -%}
final as (
    {% for entity, references in storefront.items() -%}
    select
        'val_storefront__{{ entity }}' as judged_by,
        business_date as batch_date
    from files
    where source = 'storefront' and business_date is not null
    union
    {% for other, _, _ in references -%}
    select
        'val_storefront__{{ entity }}' as judged_by,
        batch_date
    from {{ entity }}_by_{{ other }}
    union
    {% endfor -%}
    {% endfor -%}
    {% for shop, references in undated.items() -%}
    select
        'val_{{ shop }}__orders' as judged_by,
        judged.order_date as batch_date
    from {{ ref("chk_" ~ shop ~ "__orders") }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.order_date is not null
    union
    {% for log, key in references -%}
    select
        'val_{{ shop }}__orders' as judged_by,
        resolved.order_date as batch_date
    from {{ ref("int_" ~ shop ~ "__order_lines") }} as resolved
    inner join {{ ref(log) }} as judged on resolved.{{ key }} = judged.{{ key }}
    inner join files on judged.file_id = files.file_id
    union
    {% endfor -%}
    {% endfor -%}
    -- The day of a delivery is that of the file that counts: of any file with a delivery that was spoken of.
    select
        'val_markets__deliveries' as judged_by,
        ledger.latest_date as batch_date
    from {{ ref("chk_markets__deliveries") }} as judged
    inner join {{ ref("changed_deliveries") }} as changed on judged.delivery_id = changed.delivery_id
    inner join ledger on judged.file_id = ledger.file_id
    union
    select
        'val_markets__deliveries' as judged_by,
        ledger.latest_date as batch_date
    from {{ ref("int_markets__deliveries") }} as resolved
    inner join orders on resolved.order_id = orders.order_id
    inner join ledger on resolved.file_id = ledger.file_id
)

select
    judged_by,
    batch_date
from final
