"""The loader: read what is ready, copy it into the raw tables, make it count in one commit. See `loading.ingest`."""
