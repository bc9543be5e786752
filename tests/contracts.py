"""Contracts with other values, as after somebody mended them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingestion.contracts import Contract, load_contracts


def change(key: str, **changes: Any) -> Contract:
    """Change a contract for this process; returns what it was."""
    contracts = load_contracts()
    before = contracts[key]
    contracts[key] = Contract.model_validate({**before.model_dump(), **changes})
    return before


@contextmanager
def changed(key: str, **changes: Any) -> Iterator[None]:
    """The contract with other values, for as long as the block runs."""
    before = change(key, **changes)
    try:
        yield
    finally:
        load_contracts()[key] = before


def with_aliases(key: str, raw: str, *aliases: str) -> list[dict[str, Any]]:
    """The columns of a contract, one of them with other names besides its own."""
    columns = [column.model_dump() for column in load_contracts()[key].columns]
    return [column | ({"aliases": aliases} if column["raw"] == raw else {}) for column in columns]
