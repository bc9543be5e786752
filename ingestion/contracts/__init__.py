"""The feeds: one YAML file each, the only place that knows a feed's path, format and columns."""

from ingestion.contracts.loading import load_contracts
from ingestion.contracts.model import Column, Contract

__all__ = ["Column", "Contract", "load_contracts"]
