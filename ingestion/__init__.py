"""Ingestion: files to the raw layer, exactly once. Start reading at `loading.ingest`."""

from ingestion.loading import ingest, replay
from ingestion.report import FileOutcome, IngestReport, Progress, Waiting

__all__ = ["FileOutcome", "IngestReport", "Progress", "Waiting", "ingest", "replay"]
