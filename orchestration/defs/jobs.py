"""The jobs, and what keeps their runs apart."""

import dagster as dg

# A pool of 1 (see ui.py and docker/dagster.yaml): whatever writes the warehouse runs alone, and the others queue.
WRITER_POOL = "warehouse_writer"

process_new_files_job = dg.define_asset_job(
    "process_new_files_job",
    selection=dg.AssetSelection.all(),
    # Two steps that follow each other: a process for each would import Dagster and dbt twice, which takes seconds.
    executor_def=dg.in_process_executor,
    description="Load every file that is ready, then build and test what that changed.",
)

# The name alone: the job selects checks, which the models must have been read for (see audits.py).
AUDIT_JOB = "audit_job"
