-- What the marketplaces said of their tasks: since the order what the first file says, and since a later file's day what
-- that one says, as in snp_markets__orders. A task has no time of its own. Of its rows that one tells which has the
-- subtotal, as in int_markets__deliveries.
{% snapshot snp_markets__deliveries %}
{{ config(unique_key="delivery_id", indexes=[{"columns": ["delivery_id", "effective_from"]}]) }}

select
    tasks.delivery_id,
    max(
        case
            when tasks.file_day = tasks.first_day then coalesce(orders.ordered_at, tasks.file_begins)
            else greatest(tasks.file_begins, coalesce(orders.ordered_at, tasks.file_begins))
        end
    ) over (
        partition by tasks.delivery_id order by tasks.file_day, tasks.arrival, tasks.content_key
        rows between unbounded preceding and current row
    ) as valid_at,
    tasks.file_day,
    tasks.arrival,
    tasks.content_key,
    tasks.source_row,
    tasks.market,
    tasks.order_id,
    tasks.team_name,
    tasks.task_status,
    tasks.delivery_charge,
    tasks.currency_code
from (
    select
        items.*,
        cast(file_day as {{ dbt.type_timestamp() }}) as file_begins,
        min(file_day) over (partition by delivery_id) as first_day,
        row_number() over (
            partition by delivery_id, file_id
            order by case when subtotal_amount is null then 1 else 0 end, source_row
        ) as place
    from ({{ accepted_rows("chk_markets__deliveries") }}) as items
    where {{ changed_only("delivery_id") }}
) as tasks
left join {{ ref("int_markets__order_lines") }} as orders
    on tasks.order_id = orders.order_id and orders.line_number = 1
where tasks.place = 1

{% endsnapshot %}
