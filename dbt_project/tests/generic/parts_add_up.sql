-- Fails if the parts of a row of the KPI do not make its net amount, or if margin and cost contradict each other.
{% test parts_add_up(model) %}

select
    market || ' on ' || date_id || ', ' || category || ' in ' || currency_code || ': gross ' || gross_amount
    || ' - return ' || return_amount || ' + other ' || other_amount || ' is not net ' || net_amount as finding
from {{ model }}
where
    gross_amount - return_amount + other_amount <> net_amount
    or gross_amount < 0
    or return_amount < 0
    or (cost_amount is null) <> (margin_amount is null)
order by finding

{% endtest %}
