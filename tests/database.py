"""Questions the tests ask the database, and how they empty it."""

import shutil
from typing import Any

from warehouse import schema
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

VISIBLE = "join ops.files on file_id = _file_id and attempts = _attempt and state = 'loaded'"


def query(statement: str, values: list[Any] | None = None, *, database: str | None = None) -> list[tuple[Any, ...]]:
    """Rows of a query in the test's warehouse, or in a database beside it."""
    settings = get_settings()
    with connect_admin(settings.in_database(database) if database else settings) as connection:
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


def empty_warehouse() -> None:
    """Bring the test's warehouse and its folders back to what `tillhouse up` leaves."""
    settings = get_settings()
    for path in settings.home.iterdir():
        if path.is_dir() and path not in (settings.data_dir, settings.socket_dir, settings.home / "dbt"):
            shutil.rmtree(path)
    with connect_admin(settings, autocommit=True) as connection:
        schemas = connection.execute(
            "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema$|public$)'"
        ).fetchall()
        for (name,) in schemas:
            connection.execute(f'drop schema "{name}" cascade')
    schema.ensure(settings)
