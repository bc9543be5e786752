-- A log: each line of each file version is judged once and stays. A file that is superseded later keeps its rows here,
-- so that what it spoke of can be found; whoever reads the log joins it to the files that are visible now.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true}, {"columns": ["invoice_date"], "type": "brin"},
    {"columns": ["order_id"]}, {"columns": ["customer_id"]},
    {"columns": ["product_id", "invoiced_at desc nulls last"]}
]) }}

-- Postgres does not merge a query with a WITH clause (the staging view) into the one around it, so each cast runs once
-- a row however often a rule uses its result; `offset 0` would do so too, but would forbid a parallel plan.
with staged as (
    select * from {{ ref("stg_retail__invoices") }}
    where {{ new_files() }}
),

countries as (
    select * from {{ ref("geography") }}
),

-- One row, so that no line looks it up among all currencies.
pounds as (
    select min(first_rate_date) as first_rate_date from {{ ref("int_currencies") }}
    where currency_code = 'GBP'
),

located as (
    select
        staged.*,
        staged.order_id like 'A%' as is_adjustment,
        staged.order_id like 'C%' as is_cancelled,
        countries.country is not null as is_known_country,
        pounds.first_rate_date
    from staged
    left join countries on staged.country = countries.country
    cross join pounds
),

{% set rules = {
    "INVOICE_NO_MISSING": "order_id is null",
    "STOCK_CODE_MISSING": "product_id is null",
    "QUANTITY_MISSING": is_missing("quantity"),
    "QUANTITY_UNPARSEABLE": is_unparseable("quantity"),
    "INVOICE_DATE_MISSING": is_missing("invoiced_at_local"),
    "INVOICE_DATE_UNPARSEABLE": is_unparseable("invoiced_at_local") ~ " or " ~ is_before_trade("invoiced_at_local"),
    "INVOICE_DATE_IN_FUTURE": "invoiced_at_local > " ~ dbt.dateadd("day", 1, "received_at"),
    "UNIT_PRICE_MISSING": is_missing("unit_price"),
    "UNIT_PRICE_UNPARSEABLE": is_unparseable("unit_price"),
    "UNIT_PRICE_NEGATIVE": "unit_price < 0 and not is_adjustment",
    "AMOUNT_TOO_LARGE": is_too_large("quantity", "unit_price"),
    "CURRENCY_FOREIGN": names_other_currency(["unit_price"], "'GBP'"),
    "CURRENCY_UNRATED": "first_rate_date is null or first_rate_date > cast(invoiced_at_local as date)",
    "CUSTOMER_ID_UNPARSEABLE": is_unparseable("customer_id"),
    "GUEST": is_missing("customer_id"),
    "ZERO_PRICE": "unit_price = 0",
    "ADJUSTMENT": "is_adjustment",
    "WRITE_OFF": "quantity < 0 and not is_cancelled",
    "CANCELLATION": "is_cancelled",
    "DESCRIPTION_MISSING": "description is null",
    "COUNTRY_UNKNOWN": "not is_known_country",
} %}
judged as (
    select
        located.*,
        {{ judge("retail__invoices", rules) }}
    from located
),

final as (
    select
        file_id,
        source_row,
        {{ local_to_utc("invoiced_at_local", "Europe/London") }} as invoiced_at,
        quantity,
        cast(attempt as integer) as attempt,
        cast(invoiced_at_local as date) as invoice_date,
        is_accepted,
        is_cancelled,
        quantity > 0 and unit_price > 0 and description is not null as is_sale,
        {{ natural_key("'retail'", "order_id") }} as order_id,
        {{ natural_key("'retail'", "product_id") }} as product_id,
        {{ natural_key("'retail'", "customer_id") }} as customer_id,
        unit_price,
        country,
        description,
        rule_codes
    from judged
)

select * from final
