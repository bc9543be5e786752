"""Whether anybody reads a feed: its files wait until the project has a model for them."""

from collections.abc import Iterable

from ingestion.contracts.model import Contract
from warehouse.settings import PROJECT_ROOT

STAGING_DIR = PROJECT_ROOT / "dbt_project" / "models" / "staging"


def why_unread(contracts: Iterable[Contract]) -> dict[str, str]:
    """Why files of some of these feeds must wait, and what to do, by feed: no file of the project is its staging model.

    What is loaded is published as loaded: a feed that no model reads would be said to be in the marts, and is not.
    """
    there = {path.stem for path in STAGING_DIR.rglob("stg_*.sql")}
    return {
        contract.key: f"no model reads it yet: add stg_{contract.key}.sql and what follows it, see docs/add-a-source.md"
        for contract in contracts
        if f"stg_{contract.key}" not in there
    }
