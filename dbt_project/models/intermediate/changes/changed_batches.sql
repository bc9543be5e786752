-- Batches to judge again, by the model that judges them: those of files of the interval, and those with a row that
-- refers to something such a file speaks of.
with files as (
    select * from {{ ref("changed_files") }}
),

ledger as (
    select * from {{ ref("stg_ops__files") }}
),

restated as (
    select * from {{ ref("restated_orders") }}
),

batches as (
    {% for feed, entry in feeds().items() if entry.compared_with and feed.startswith("storefront") -%}
    select
        'val_{{ feed }}' as judged_by,
        business_date as batch_date
    from files
    where source = 'storefront'
    union
    {% for other, key in entry.compared_with.items() -%}
    -- A reference is settled by the latest batch that speaks of it, so a file that is late matters only up to the next
    -- one that speaks of the same thing.
    select
        'val_{{ feed }}' as judged_by,
        later.batch_date
    from {{ ref("chk_" ~ other) }} as moved
    inner join files on moved.file_id = files.file_id
    inner join {{ ref("chk_" ~ feed) }} as later
        on moved.{{ key[0] }} = later.{{ key[0] }} and moved.batch_date < later.batch_date
    where
        not exists (
            select 1
            from {{ ref("chk_" ~ other) }} as newer
            inner join ledger on newer.file_id = ledger.file_id and newer.attempt = ledger.attempt
            where
                newer.{{ key[0] }} = moved.{{ key[0] }}
                and newer.batch_date > moved.batch_date
                and newer.batch_date <= later.{{ key[1] }}
                and newer.is_accepted
                and ledger.is_visible
        )
    union
    {% endfor -%}
    {% endfor -%}
    -- The other shops name no day in their files: the batch of an order is its own day, in whichever version.
    {% for shop in ["markets", "app"] -%}
    select
        'val_{{ shop }}__orders' as judged_by,
        judged.order_date as batch_date
    from {{ ref("chk_" ~ shop ~ "__orders") }} as judged
    inner join restated on judged.order_id = restated.order_id
    union
    {% for other, key in feeds()[shop ~ "__orders"].compared_with.items() -%}
    select
        'val_{{ shop }}__orders' as judged_by,
        resolved.order_date as batch_date
    from {{ ref("int_" ~ shop ~ "__order_lines") }} as resolved
    inner join {{ ref("chk_" ~ other) }} as judged on resolved.{{ key[0] }} = judged.{{ key[0] }}
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
    inner join restated on resolved.order_id = restated.order_id
    inner join ledger on resolved.file_id = ledger.file_id
)

select
    judged_by,
    batch_date
from batches
where batch_date is not null
