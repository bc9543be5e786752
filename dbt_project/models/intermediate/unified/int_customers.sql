-- The customers of all shops as they are known now. A customer whose files were all withdrawn stays with `is_present`
-- false. `touched_seq` is the ledger change that last made a build look at a customer, `changed_seq` the one that last
-- moved what the facts take from it (presence, country): so facts redo the orders of those customers and of no others.
{{ config(
    materialized="incremental",
    unique_key="customer_id",
    meta={"present_if": "customer_id"},
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}
{% set changed = changed_file_ids() %}
{% set judged = ref("chk_storefront__customers") %}
{% set logs = [ref("chk_markets__customers"), ref("chk_app__orders"), ref("chk_app__events")] %}
{% set only_touched = "where customer_id in (select customer_id from touched)" if is_incremental() else "" %}

with files as (
    select * from {{ ref("stg_ops__files") }}
),

order_parts as (
    select * from {{ ref("int_retail__order_parts") }}
),

{% if is_incremental() %}
touched as (
    select customer_id
    from {{ ref("int_retail__order_parts") }}
    where file_id in ({{ changed }}) and customer_id is not null
    union
    select {{ natural_key("'storefront'", "customer_id") }}
    from {{ judged }}
    where file_id in ({{ changed }}) and customer_id is not null
    {%- for log in logs %}
    union
    select customer_id
    from {{ log }}
    where file_id in ({{ changed }}) and customer_id is not null
    {%- endfor %}
),

{% endif %}
retail_ranked as (
    select
        order_parts.customer_id,
        order_parts.country,
        order_parts.ordered_at as known_at,
        min(order_parts.ordered_at) over (partition by order_parts.customer_id) as first_known_at,
        row_number() over (
            partition by order_parts.customer_id
            order by
                case when order_parts.country = 'Unspecified' then 1 else 0 end,
                order_parts.ordered_at desc, order_parts.order_id desc, files.content_key desc
        ) as recency
    from {{ "touched" if is_incremental() else "order_parts" }}
    {{ join_each("touched", "order_parts", "customer_id", "order_parts") if is_incremental() }}
    inner join files on order_parts.file_id = files.file_id and order_parts.attempt = files.attempt
    where files.is_visible and order_parts.customer_id is not null
),

known as (
    select
        customer_id,
        'retail' as source,
        'retail' as market,
        country,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(null as date) as registration_date,
        first_known_at,
        known_at
    from retail_ranked
    where recency = 1
    union all
    select
        customer_id,
        'storefront' as source,
        'storefront' as market,
        country,
        customer_tier,
        registration_date,
        first_known_at,
        known_at
    from {{ ref("int_storefront__customers") }}
    {{ only_touched }}
    union all
    select
        customer_id,
        'markets' as source,
        market,
        initcap(market) as country,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(created_at as date) as registration_date,
        first_known_at,
        known_at
    from {{ ref("int_markets__customers") }}
    {{ only_touched }}
    union all
    select
        customer_id,
        'app' as source,
        'app' as market,
        country,
        cast(null as {{ dbt.type_string() }}) as customer_tier,
        cast(null as date) as registration_date,
        first_known_at,
        known_at
    from {{ ref("int_app__customers") }}
    {{ only_touched }}
),

located as (
    select
        known.*,
        coalesce(countries.geo_id, -1) as geo_id
    from known
    left join {{ ref("int_countries") }} as countries on known.country = countries.country
),

final as (
    {{ follow_members("customer", ["geo_id"], [
        "source", "market", "customer_tier", "registration_date", "first_known_at", "known_at"
    ]) }}
)

select * from final
