-- Fails if the rows of a KPI do not come to the orders and the money of agg_orders, for each value of the columns `by`.
-- `measures` maps a column of the KPI to its name there. Does not assert how a total is divided.
{% test adds_up_to_orders(model, measures, by=["month_id", "source", "market", "currency_code"]) %}

with orders as (
    select
        concat_ws(', ', {{ by | join(", ") }}) as part,
        {% for column in measures.values() -%}
        sum({{ column }}) as measure_{{ loop.index }}
        {{- "," if not loop.last }}
        {% endfor %}
    from {{ ref("agg_orders") }}
    group by {{ by | join(", ") }}
),

kpis as (
    select
        concat_ws(', ', {{ by | join(", ") }}) as part,
        {% for column in measures -%}
        sum({{ column }}) as measure_{{ loop.index }}
        {{- "," if not loop.last }}
        {% endfor %}
    from {{ model }}
    group by {{ by | join(", ") }}
)

{% for name in measures -%}
select
    coalesce(orders.part, kpis.part) || ': agg_orders has {{ name }} ' || coalesce(orders.measure_{{ loop.index }}, 0)
    || ', {{ model.identifier }} ' || coalesce(kpis.measure_{{ loop.index }}, 0) as finding
from orders
full join kpis on orders.part = kpis.part
where coalesce(orders.measure_{{ loop.index }}, 0) <> coalesce(kpis.measure_{{ loop.index }}, 0)
{{ "union all" if not loop.last }}
{% endfor -%}
order by finding

{% endtest %}
