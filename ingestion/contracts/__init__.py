"""The feeds: one YAML file each, the only place that knows a feed's path, format and columns."""

from ingestion.contracts.loading import load_contracts
from ingestion.contracts.model import Column, Contract
from ingestion.contracts.read import why_unread

__all__ = ["Column", "Contract", "load_contracts", "why_unread"]
