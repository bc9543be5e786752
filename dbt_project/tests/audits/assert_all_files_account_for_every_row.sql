-- Fails if what assert_new_files_account_for_every_row asserts does not hold for a file of the whole history.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "stg_ops__files"}}}) }}
{{ rows_of_files() }}
