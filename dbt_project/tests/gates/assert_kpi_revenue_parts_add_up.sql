-- Fails if the parts of a row of kpi_revenue do not make its net amount, or if margin and cost contradict each other.
{{ config(tags=["gate"]) }}

select
    date_id,
    source,
    market,
    category,
    currency_code
from {{ ref("kpi_revenue") }}
where
    gross_amount - discount_amount - return_amount + other_amount != net_amount
    or gross_amount < 0
    or return_amount < 0
    or (cost_amount is null) != (margin_amount is null)
