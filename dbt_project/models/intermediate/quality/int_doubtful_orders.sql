-- For each order that is or was in doubt by which of its lines and rules, as one number, with the ledger change that
-- last moved it: so facts redo those orders and no others.
{{ config(
    unique_key="order_date", meta={"changes": "changed_comparisons"}, indexes=[{"columns": ["order_date"]}]
) }}

with doubtful as (
    select
        order_id,
        order_date,
        sum({{ hash_key("sale_id || code") }}) as fingerprint
    from {{ ref("int_doubts") }}
    where {{ changed_only("order_date", "changed_comparisons") }}
    group by order_id, order_date
),

known as (
    {% if is_incremental() -%}
    select * from {{ this }}
    where {{ changed_only("order_date", "changed_comparisons") }}
    {%- else -%}
    select
        doubtful.*,
        cast(null as {{ dbt.type_bigint() }}) as changed_seq
    from doubtful
    where false
    {%- endif %}
),

orders as (
    select
        coalesce(doubtful.order_id, known.order_id) as order_id,
        coalesce(doubtful.order_date, known.order_date) as order_date,
        -- An order that is in doubt no longer stays, for its rows in the facts must be redone.
        coalesce(doubtful.fingerprint, 0) as fingerprint,
        known.fingerprint as known_fingerprint,
        known.changed_seq
    from doubtful
    full join known on doubtful.order_id = known.order_id and doubtful.order_date = known.order_date
),

final as (
    select
        order_id,
        order_date,
        fingerprint,
        case
            when fingerprint = known_fingerprint then changed_seq
            else (select max(files.change_seq) from {{ ref("stg_ops__files") }} as files)
        end as changed_seq
    from orders
)

select * from final
