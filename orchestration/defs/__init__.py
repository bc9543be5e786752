"""What Dagster shows and runs, one module per kind of thing; loaded by `orchestration.definitions`."""
