-- Fails if a sales line on a day of files that no gate has passed yet names a customer, product, country or day that
-- its dimension lacks, or the unknown member although the member is known.
{{ config(tags=["gate"], meta={"dagster": {"ref": {"name": "fct_sales"}}}) }}
{{ fact_keys_of_days(unverified_days()) }}
