-- Fails if a loaded file has a row that was neither loaded nor rejected, or if the log of judged rows holds another
-- number of its rows than the ledger, or one that is neither accepted nor rejected. Looks at the files that no gate
-- has passed yet. Does not assert that a verdict is right.
{{ config(tags=["gate"], meta={"dagster": {"ref": {"name": "stg_ops__files"}}}) }}
{{ rows_of_files(unverified_file_ids()) }}
