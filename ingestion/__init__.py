"""Ingestion: files to the raw layer, exactly once."""
