"""What is known of every file and batch; everything that writes `ops.files`, `ops.batches` and `ops.schema_drift`."""
