"""Whether anybody reads a feed: its files wait until the project has a model for them."""

from ingestion.contracts.model import Contract
from warehouse.settings import PROJECT_ROOT

STAGING_DIR = PROJECT_ROOT / "dbt_project" / "models" / "staging"


def why_unread(contract: Contract) -> str | None:
    """Why files of this feed must wait, and what to do; None once its staging model is a file of the project.

    What is loaded is published as loaded: a feed that no model reads would be said to be in the marts, and is not.
    """
    model = f"stg_{contract.key}.sql"
    if any(STAGING_DIR.rglob(model)):
        return None
    return f"no model reads it yet: add {model} and what follows it, see docs/add-a-source.md"
