-- Fails if on a day the facts of a shop are not its accepted sales lines: in rows, and to the last decimal per market
-- and currency. Does not assert how a line is classified.
{% test sales_equal_accepted_lines(
    model, source, log, currency="currency_code", amount="line_amount", line_count="1", whole_history=false
) %}

with {{ current_rows(log, whole_history) }}

accepted as (
    select
        {{ "market" if source == "markets" else "'" ~ source ~ "'" }} as market,
        {{ date_id("sales_day") }} as date_id,
        {{ currency }} as currency_code,
        sum({{ line_count }}) as line_count,
        sum({{ amount }}) as amount
    from current_rows
    group by 1, 2, 3
),

facts as (
    select
        market,
        date_id,
        currency_code,
        count(*) as line_count,
        sum(total_price) as amount
    from {{ model }}
    where source = '{{ source }}' and {{ in_question("date_id", whole_history) }}
    group by market, date_id, currency_code
)

select
    coalesce(accepted.market, facts.market) || ' on ' || coalesce(accepted.date_id, facts.date_id) || ' in '
    || coalesce(accepted.currency_code, facts.currency_code) || ': {{ log[4:] }} has '
    || coalesce(accepted.line_count, 0) || ' accepted lines of ' || coalesce(accepted.amount, 0)
    || ', {{ model.identifier }} has ' || coalesce(facts.line_count, 0) || ' of ' || coalesce(facts.amount, 0) as finding
from accepted
full join facts
    on
        accepted.market = facts.market
        and accepted.date_id = facts.date_id
        and accepted.currency_code = facts.currency_code
where accepted.line_count is distinct from facts.line_count or accepted.amount is distinct from facts.amount
order by finding

{% endtest %}
