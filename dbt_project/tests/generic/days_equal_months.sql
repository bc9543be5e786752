-- Fails if a product was sold more or less often on the days of a month than agg_products says of that month. Does not
-- assert on which of the days.
{% test days_equal_months(model, whole_history=false) %}

with months as (
    select
        month_id,
        product_id,
        sum(sold_quantity) as sold_quantity
    from {{ ref("agg_products") }}
    where
        source in (select distinct source from {{ ref("fct_inventory_levels") }})
        and product_id <> 'unknown'
        and {{ in_question("month_id", whole_history) }}
    group by month_id, product_id
),

days as (
    select
        date_id / 100 as month_id,
        product_id,
        sum(sold_quantity) as sold_quantity
    from {{ model }}
    where
        source in (select distinct source from {{ ref("fct_inventory_levels") }})
        and {{ in_question("date_id / 100", whole_history, key="month_id", changes="changed_days") }}
    group by date_id / 100, product_id
)

select
    coalesce(months.product_id, days.product_id) || ' in ' || coalesce(months.month_id, days.month_id)
    || ': agg_products has ' || coalesce(months.sold_quantity, 0) || ' pieces sold, {{ model.identifier }} '
    || coalesce(days.sold_quantity, 0) as finding
from months
full join days on months.product_id = days.product_id and months.month_id = days.month_id
where coalesce(months.sold_quantity, 0) <> coalesce(days.sold_quantity, 0)
order by finding

{% endtest %}
