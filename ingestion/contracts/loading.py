"""Read the contract files."""

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from ingestion.contracts.model import Contract
from warehouse.errors import TillhouseError

CONTRACTS_DIR = Path(__file__).parent


@lru_cache
def load_contracts(folder: Path = CONTRACTS_DIR) -> dict[str, Contract]:
    """All contracts by key (`<source>__<feed>`), in the order of their file names.

    Raises:
        TillhouseError: a contract is not valid; names the file, the key and what is allowed.
    """
    contracts = {}
    for path in sorted(folder.glob("*.yml")):
        contract = _load(path)
        if path.stem != contract.key:
            raise TillhouseError(
                f"{path.name} is the contract of {contract.key}", f"rename it to {contract.key}.yml, or fix source/feed"
            )
        contracts[contract.key] = contract
    return contracts


def _load(path: Path) -> Contract:
    try:
        return Contract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise TillhouseError(f"{path.name} is not YAML: {reason}", "mend the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the contract"
        value = "" if isinstance(first["input"], dict) else f" (value {first['input']!r})"
        more = f", and {error.error_count() - 1} more" if error.error_count() > 1 else ""
        raise TillhouseError(f"{path.name}: {where}{value}: {first['msg']}{more}", "mend that key") from error
