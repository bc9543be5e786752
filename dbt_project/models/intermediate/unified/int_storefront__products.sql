-- The latest accepted row of each product among the visible files: see macro latest_known.
{{ config(
    materialized="incremental",
    incremental_strategy="replace_keys",
    unique_key="product_id",
    on_schema_change="fail",
    meta={"present_if": "content_key"},
    indexes=[{"columns": ["product_id"], "unique": true}]
) }}

with {{ latest_known("products", "product_id", [
    "launch_date", "is_discontinued", "product_name", "category", "subcategory", "brand", "price", "currency_code",
    "weight_kg", "dimensions_cm", "colour", "material", "rule_codes"
]) }}

select * from final
