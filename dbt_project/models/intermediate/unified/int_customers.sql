-- The versions of the customers of all shops, without what is personal.
{% set text = "cast(null as " ~ dbt.type_string() ~ ")" %}
{% set shops = {
    "retail": {"country": "country"},
    "storefront": {"country": "country", "tier": "customer_tier", "registered": "registration_date"},
    "markets": {"market": "market", "country": "initcap(market)", "registered": "registration_date"},
    "app": {"country": "country"},
} %}

with versions as (
    {% for shop, says in shops.items() -%}
    select
        customer_id,
        {{ hash_key("dbt_scd_id") }} as customer_key,
        '{{ shop }}' as source,
        {{ says.market or "'" ~ shop ~ "'" }} as market,
        {{ says.country }} as country,
        {{ says.tier or text }} as customer_tier,
        {{ says.registered or "cast(null as date)" }} as registration_date,
        dbt_valid_from as valid_from,
        dbt_valid_to as valid_to,
        effective_from,
        effective_to,
        moved_seq,
        moved_from
    from {{ ref("snp_" ~ shop ~ "__customers") }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from versions
