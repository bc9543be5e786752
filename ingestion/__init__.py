"""Ingestion: files to the raw layer, exactly once. Start reading at `load.loading.ingest`.

`landing` says which files are there and which of them can be loaded, `reading` makes canonical csv of each, `load`
copies it into the raw tables, `ledger` makes it count, `quarantine` keeps what could not be loaded; `contracts` say
what a feed looks like, `drafting` writes the first version of one. Imports go one way: load, quarantine, landing,
ledger, reading, contracts.
"""

from ingestion.load.loading import ingest, replay
from ingestion.report import FileOutcome, IngestReport, Progress, Waiting

__all__ = ["FileOutcome", "IngestReport", "Progress", "Waiting", "ingest", "replay"]
