-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[{"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["customer_id"]}]) }}

with staged as (
    select * from {{ ref("stg_markets__customers") }}
    where {{ new_files() }}
),

-- More digits than a number of people can have, whether or not they still fit into 64 bits.
counted as (
    select
        staged.*,
        systems.currency_code as market_currency,
        coalesce(
            staged.employee_count > 2147483647,
            length(staged.employee_count_text) > 10
            and {{ regexp_replace_all("staged.employee_count_text", "[0-9]", "") }} = '',
            false
        ) as is_phone_number
    from staged
    left join {{ ref("source_systems") }} as systems on systems.source = 'markets' and staged.market = systems.market
),

{% set rules = {
    "CUSTOMER_ID_MISSING": "customer_id is null",
    "CUSTOMER_ID_IRREGULAR": regexp_replace_all("customer_id", "[0-9]", "") ~ " <> ''",
    "CREATED_AT_MISSING": is_missing("created_at"),
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at") ~ " or " ~ is_before_trade("created_at"),
    "CREATED_AT_IN_FUTURE": "created_at > " ~ dbt.dateadd("day", 1, "received_at"),
    "OUTSTANDING_AMOUNT_UNPARSEABLE": is_unparseable("outstanding_amount"),
    "CURRENCY_FOREIGN": names_other_currency(["outstanding_amount"], "market_currency"),
    "LOYALTY_POINTS_UNPARSEABLE": is_unparseable("loyalty_points"),
    "LOYALTY_POINTS_NEGATIVE": "loyalty_points < 0",
    "EMPLOYEES_UNPARSEABLE": "not is_phone_number and " ~ is_unparseable("employee_count"),
    "EMPLOYEES_IMPLAUSIBLE": "is_phone_number",
    "BLOCKED_UNPARSEABLE": is_unparseable("is_blocked"),
} %}
judged as (
    select
        counted.*,
        {{ judge("markets__customers", rules) }}
    from counted
),

final as (
    select
        file_id,
        source_row,
        created_at,
        loyalty_points,
        cast(attempt as integer) as attempt,
        is_accepted,
        is_blocked,
        market,
        {{ natural_key("'markets.' || market", "customer_id") }} as customer_id,
        last_used_platform,
        language,
        outstanding_amount,
        case when not is_phone_number then employee_count end as employee_count,
        rule_codes
    from judged
)

select * from final
