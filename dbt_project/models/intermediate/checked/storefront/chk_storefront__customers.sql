-- A log of judged rows, as chk_retail__invoices.
{{ config(indexes=[
    {"columns": ["file_id", "attempt", "source_row"], "unique": true},
    {"columns": ["batch_date"]},
    {"columns": ["customer_id", "batch_date desc nulls last", "known_at desc nulls last"]}
]) }}

with staged as (
    select * from {{ ref("stg_storefront__customers") }}
    where {{ new_files() }}
),

countries as (
    select * from {{ ref("geography") }}
),

located as (
    select
        staged.*,
        countries.country is not null as is_known_country,
        coalesce(lower(staged.customer_tier), '') in ('premium', 'gold', 'silver', 'bronze') as is_known_tier
    from staged
    left join countries on staged.country = countries.country
),

{% set rules = {
    "CUSTOMER_ID_MISSING": "customer_id is null",
    "EMAIL_MISSING": "email is null",
    "EMAIL_INVALID": regexp_replace_all("email", "^[^@ ]+@[^@ .]+([.][^@ .]+)+$", "") ~ " <> ''",
    "PHONE_INVALID": "length(" ~ regexp_replace_all("phone", "[^0-9]", "") ~ ") not between 7 and 15",
    "BIRTH_DATE_UNPARSEABLE": is_unparseable("birth_date"),
    "BIRTH_DATE_IN_FUTURE": "birth_date > latest_date",
    "BIRTH_DATE_TOO_OLD": "birth_date < cast('1900-01-01' as date)",
    "REGISTRATION_DATE_UNPARSEABLE": is_unparseable("registration_date"),
    "COUNTRY_UNKNOWN": "not is_known_country",
    "TIER_UNKNOWN": "not is_known_tier",
    "DISPLACED": "not is_known_country and not is_known_tier",
    "CREATED_AT_UNPARSEABLE": is_unparseable("created_at_local"),
    "CREATED_AT_IN_FUTURE": "created_at_local > " ~ dbt.dateadd("day", 1, "received_at"),
} %}
judged as (
    select
        located.*,
        {{ judge("storefront__customers", rules) }}
    from located
),

final as (
    select
        file_id,
        source_row,
        cast(attempt as integer) as attempt,
        batch_date,
        is_accepted,
        {{ natural_key("'storefront'", "customer_id") }} as customer_id,
        {{ storefront_created_at() }} as created_at,
        {{ storefront_created_at("cast(batch_date as " ~ dbt.type_timestamp() ~ ")") }} as known_at,
        birth_date,
        -- Of fields that moved one place to the right this may be the date of birth, which readers must not see.
        case when is_known_country or is_known_tier then registration_date end as registration_date,
        first_name,
        last_name,
        email,
        phone,
        address,
        city,
        state,
        zip_code,
        country,
        case when is_known_country or is_known_tier then lower(customer_tier) end as customer_tier,
        {{ local_to_utc("last_login_at_local", "America/New_York") }} as last_login_at,
        rule_codes
    from judged
)

select * from final
