-- A log of judged rows, as chk_retail__invoices. Notes, reviews and places stay in staging: they may be personal
-- data.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["delivery_id"]}, {"columns": ["order_id"]}
]) }}
{% set amounts = ["item_amount", "tip_amount", "delivery_charge", "discount_amount", "subtotal_amount"] %}

with staged as (
    select * from {{ ref("stg_markets__deliveries") }}
    where {{ new_files() }}
),

systems as (
    select * from {{ ref("source_systems") }}
    where source = 'markets'
),

located as (
    select
        staged.*,
        coalesce(systems.currency_code, {{ currency_named_in("staged.item_amount_text") }}) as currency_code
    from staged
    left join systems on staged.market = systems.market
),

rated as (
    select
        located.*,
        currencies.first_rate_date
    from located
    left join {{ ref("int_currencies") }} as currencies on located.currency_code = currencies.currency_code
),

{% set rules = {
    "TASK_ID_MISSING": "task_id is null",
    "ORDER_ID_MISSING": "order_id is null",
    "ORDER_ID_UNPARSEABLE": regexp_replace_all("order_id", "[^0-9]", "") ~ " = ''",
    "MARKET_UNKNOWN": "currency_code is null",
    "CURRENCY_UNRATED": "currency_code is not null and first_rate_date is null",
    "CURRENCY_FOREIGN": names_other_currency(amounts, "currency_code"),
    "SHIFTED": "is_shifted",
    "AGENT_MISSING": "agent_id is null and not is_shifted",
    "RELATIONSHIP_DAMAGED": "upper(relationship) like '%E+%'",
    "DISTANCE_UNPARSEABLE": is_unparseable("distance_m"),
    "DISTANCE_IMPLAUSIBLE": "distance_m not between 0 and 100000",
    "AMOUNT_UNPARSEABLE": is_any_unusable(amounts + ["item_quantity"]),
    "AMOUNT_NEGATIVE": "least(" ~ amounts | join(", ") ~ ") < 0",
    "TASK_TYPE_IRREGULAR": is_no_word("task_type"),
    "STATUS_MISSING": "task_status is null",
    "DURATION_UNPARSEABLE": is_unparseable("duration_minutes"),
} %}
judged as (
    select
        rated.*,
        {{ judge("markets__deliveries", rules) }}
    from rated
),

final as (
    select
        file_id,
        source_row,
        {{ usable_amount("item_quantity") }} as item_quantity,
        cast(attempt as integer) as attempt,
        is_accepted,
        is_shifted,
        market,
        {{ natural_key("'markets.' || market", "task_id") }} || ':' || order_id as delivery_id,
        {{ natural_key("'markets.' || market", "order_id") }} as order_id,
        task_id,
        agent_id,
        team_name,
        case when not {{ is_no_word("task_type") }} then task_type end as task_type,
        replace(lower(task_status), ' ', '_') as task_status,
        currency_code,
        replace(lower(payment_method), ' ', '_') as payment_method,
        distance_m,
        duration_minutes,
        rating,
        {% for amount in amounts -%}
        {{ usable_amount(amount) }} as {{ amount }},
        {% endfor -%}
        rule_codes
    from judged
)

select * from final
