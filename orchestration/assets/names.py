"""Names that several definitions share, apart from what they name: reading the models takes a parsed project."""

# A pool of 1 (see ui.py and docker/dagster.yaml): whatever writes the warehouse runs alone, and the others queue.
WRITER_POOL = "warehouse_writer"
PROCESS_NEW_FILES = "process_new_files_job"
AUDIT = "audit_job"
