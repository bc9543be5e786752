"""The first version of a contract, guessed from a sample file. Start reading at `draft.draft_contract`."""

from ingestion.drafting.draft import Draft, draft_contract

__all__ = ["Draft", "draft_contract"]
