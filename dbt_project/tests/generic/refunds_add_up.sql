-- Fails if the refunds of a day, market and currency are not those of the fact, in number, lines or money. Does not
-- assert what they are compared with.
{% test refunds_add_up(model) %}

with facts as (
    select
        market,
        date_id,
        currency_code,
        count(*) as refund_count,
        sum(line_count) as line_count,
        sum(refund_amount) as refund_amount
    from {{ ref("fct_refunds") }}
    group by market, date_id, currency_code
),

kpis as (
    select * from {{ model }}
    where refund_count > 0
)

select
    coalesce(facts.market, kpis.market) || ' on ' || coalesce(facts.date_id, kpis.date_id) || ' in '
    || coalesce(facts.currency_code, kpis.currency_code) || ': fct_refunds has ' || coalesce(facts.refund_count, 0)
    || ' refunds of ' || coalesce(facts.refund_amount, 0) || ', {{ model.identifier }} has '
    || coalesce(kpis.refund_count, 0) || ' of ' || coalesce(kpis.refund_amount, 0) as finding
from facts
full join kpis
    on facts.market = kpis.market
    and facts.date_id = kpis.date_id
    and facts.currency_code = kpis.currency_code
where
    facts.refund_count is distinct from kpis.refund_count
    or facts.line_count is distinct from kpis.line_count
    or facts.refund_amount is distinct from kpis.refund_amount
order by finding

{% endtest %}
