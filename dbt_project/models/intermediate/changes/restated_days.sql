-- Days on which any version of a restated order sells something, by shop: the day it has now, and the one it may have
-- left.
{% set quarter = "cast(" ~ dbt.date_trunc("quarter", "sales_date") ~ " as date)" %}

with orders as (
    select * from {{ ref("restated_orders") }}
),

days as (
    {% for feed, entry in feeds().items() if entry.sales_day -%}
    select
        judged.{{ entry.sales_day }} as sales_date,
        split_part(judged.order_id, ':', 1) as shop
    from {{ ref("chk_" ~ feed) }} as judged
    inner join orders on judged.order_id = orders.order_id
    where judged.is_accepted
    {{ "union" if not loop.last }}
    {% endfor %}
),

final as (
    select
        shop || ' ' || cast({{ quarter }} as {{ dbt.type_string() }}) as shop_quarter,
        shop,
        sales_date as order_date,
        {{ quarter }} as sales_quarter
    from days
)

select * from final
