"""How many more columns the raw tables can take: Postgres has a limit, and a column that came once stays."""

import psycopg

from ingestion.contracts.model import Contract
from ingestion.load import raw

# Columns that were dropped count for as long as the table lives.
MOST = 1600


class ColumnLimit:
    """Counts the columns of raw tables, those that the files of this run are about to add included."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Tables are looked at when a file adds a column to them: most files add none."""
        self._connection = connection
        self._names: dict[str, set[str]] = {}

    def take(self, contract: Contract, added: tuple[str, ...]) -> str | None:
        """Count the columns a file adds; says why the file must be held when the table cannot take them."""
        if not added:
            return None
        if contract.key not in self._names:
            self._names[contract.key] = raw.column_names(self._connection, contract)
        names = self._names[contract.key]
        new = set(added) - names
        if len(names) + len(new) > MOST:
            table = f"{contract.raw_schema}.{contract.feed}"
            return (
                f"it adds {len(new)} columns and {table} has {len(names)} of the {MOST} that a table can have: "
                "take names that change from file to file out of its header"
            )
        names |= new
        return None
