-- Fails if a day, market and currency of the KPI does not add up to the net amount and the lines of the facts, to the
-- last decimal. On days that this build did not redo, the facts are their sums that were compared with the lines then.
-- Does not assert how a day is divided into categories.
{% test revenue_equals_sales(model, whole_history=false) %}

with facts as (
    select
        source,
        market,
        date_id,
        currency_code,
        count(*) as line_count,
        sum(total_price) as line_amount,
        sum(case when {{ is_void("sales") }} then 0 else total_price end) as net_amount,
        case
            when bool_and({{ is_void("sales") }} or total_price_usd is not null)
                then sum(case when {{ is_void("sales") }} then 0 else total_price_usd end)
        end as net_amount_usd
    from {{ ref("fct_sales") }} as sales
    where {{ in_question("date_id", whole_history) }}
    group by source, market, date_id, currency_code
    union all
    select
        source,
        market,
        date_id,
        currency_code,
        sum(line_count) as line_count,
        sum(net_amount + void_amount) as line_amount,
        sum(net_amount) as net_amount,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd
    from {{ ref("agg_daily") }}
    where not ({{ in_question("date_id", whole_history) }})
    group by source, market, date_id, currency_code
),

kpis as (
    select
        source,
        market,
        date_id,
        currency_code,
        sum(line_count) as line_count,
        sum(net_amount + void_amount) as line_amount,
        sum(net_amount) as net_amount,
        case when count(*) = count(net_amount_usd) then sum(net_amount_usd) end as net_amount_usd
    from {{ model }}
    group by source, market, date_id, currency_code
)

select
    coalesce(facts.market, kpis.market) || ' on ' || coalesce(facts.date_id, kpis.date_id) || ' in '
    || coalesce(facts.currency_code, kpis.currency_code) || ': fct_sales has ' || coalesce(facts.line_count, 0)
    || ' lines of ' || coalesce(facts.line_amount, 0) || ', net ' || coalesce(facts.net_amount, 0)
    || '; {{ model.identifier }} has ' || coalesce(kpis.line_count, 0) || ' of ' || coalesce(kpis.line_amount, 0)
    || ', net ' || coalesce(kpis.net_amount, 0) as finding
from facts
full join kpis
    on facts.source = kpis.source
    and facts.market = kpis.market
    and facts.date_id = kpis.date_id
    and facts.currency_code = kpis.currency_code
where
    coalesce(facts.line_count, 0) <> coalesce(kpis.line_count, 0)
    or coalesce(facts.line_amount, 0) <> coalesce(kpis.line_amount, 0)
    or coalesce(facts.net_amount, 0) <> coalesce(kpis.net_amount, 0)
    or (facts.date_id is not null and facts.net_amount_usd is distinct from kpis.net_amount_usd)
order by finding

{% endtest %}
