"""Questions the tests ask the database."""

from typing import Any

from warehouse.connect import connect_admin
from warehouse.settings import get_settings

VISIBLE = "join ops.files on file_id = _file_id and attempts = _attempt and state = 'loaded'"


def query(statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Rows of a query in the test's warehouse."""
    with connect_admin(get_settings()) as connection:
        return connection.execute(statement, values).fetchall()


def states() -> dict[str, list[str]]:
    """States of all versions of each path, oldest first."""
    out: dict[str, list[str]] = {}
    for path, state in query("select path, state from ops.files order by file_id"):
        out.setdefault(path, []).append(state)
    return out


def invoices() -> list[str]:
    """Invoice numbers of the retail rows that count, sorted."""
    return [row[0] for row in query(f"select invoice_no from raw_retail.invoices {VISIBLE} order by 1")]
