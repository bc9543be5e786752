-- For each day what is in doubt on it, as one number, with the ledger change that last moved it: so facts redo the
-- orders of those days and of no others.
{{ config(
    unique_key="date_id",
    meta={"changes": "changed_comparisons"},
    indexes=[{"columns": ["date_id"], "unique": true}]
) }}

with dates as (
    select distinct order_date as sales_date
    from {{ ref("int_sales_dates") }}
    where {{ changed_only("order_date", "changed_comparisons", key="sales_date") }}
),

doubts as (
    select
        date_id,
        count(distinct sale_id) as line_count,
        sum({{ hash_key("sale_id || code") }}) as fingerprint
    from {{ ref("int_doubts") }}
    where {{ changed_only("date_id", "changed_comparisons") }}
    group by date_id
),

days as (
    select
        {{ date_id("dates.sales_date") }} as date_id,
        dates.sales_date,
        coalesce(doubts.line_count, 0) as line_count,
        coalesce(doubts.fingerprint, 0) as fingerprint
    from dates
    left join doubts on {{ date_id("dates.sales_date") }} = doubts.date_id
),

known as (
    {% if is_incremental() -%}
    select * from {{ this }}
    {%- else -%}
    select
        days.*,
        cast(null as {{ dbt.type_bigint() }}) as changed_seq
    from days
    where false
    {%- endif %}
),

final as (
    select
        days.date_id,
        days.sales_date,
        days.line_count,
        days.fingerprint,
        case
            when days.fingerprint = known.fingerprint then known.changed_seq
            else (select max(files.change_seq) from {{ ref("stg_ops__files") }} as files)
        end as changed_seq
    from days
    left join known on days.date_id = known.date_id
)

select * from final
