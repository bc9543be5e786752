-- What the marketplaces said of their tasks, since the day of the file that says it: no time is written in it. Of the rows
-- of a task that one tells which has the subtotal, as in int_markets__deliveries.
{% snapshot snp_markets__deliveries %}
{{ config(unique_key="delivery_id", indexes=[{"columns": ["delivery_id", "effective_from"]}]) }}

select
    delivery_id,
    cast(file_day as {{ dbt.type_timestamp() }}) as valid_at,
    file_day,
    arrival,
    content_key,
    source_row,
    market,
    order_id,
    team_name,
    task_status,
    delivery_charge,
    currency_code
from (
    select
        items.*,
        row_number() over (
            partition by delivery_id, file_id
            order by case when subtotal_amount is null then 1 else 0 end, source_row
        ) as place
    from ({{ accepted_rows("chk_markets__deliveries") }}) as items
    where {{ changed_only("delivery_id") }}
) as items
where place = 1

{% endsnapshot %}
