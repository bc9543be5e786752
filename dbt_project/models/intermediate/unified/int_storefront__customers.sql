-- The latest accepted row of each customer among the visible files: see macro latest_known.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_keys",
    unique_key="customer_id",
    on_schema_change="fail",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["customer_id"], "unique": true}]
) }}

with {{ latest_known("customers", "customer_id", [
    "birth_date", "registration_date", "country", "customer_tier", "rule_codes"
]) }}

select * from final
