"""Bring roles, schemas and the loader's tables up to date."""

import hashlib
from pathlib import Path

import psycopg

from warehouse.builds import TABLES
from warehouse.connect import connect_admin
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

_SQL = Path(__file__).with_name("schema.sql")
_BUILDS_IN_OPS = """
    set local role loader;
    set local search_path to ops;
    {tables}
    grant select, insert, update, delete on builds, publications, built_nodes to transformer;
    reset role;
    set local search_path to default;
"""
# Any number will do, as long as nothing else in the database uses it.
_LOCK = 7_414_001


def ensure(settings: WarehouseSettings) -> None:
    """Apply both SQL files unless exactly these texts were applied before. Safe to repeat and to run twice at once.

    Raises:
        TillhouseError: the server is unreachable, or its user may not create roles and schemas.
    """
    text = _SQL.read_text() + _BUILDS_IN_OPS.replace("{tables}", TABLES.read_text())
    version = hashlib.sha256(text.encode()).hexdigest()
    with connect_admin(settings) as connection:
        if _applied(connection) == version:
            return
        try:
            connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
            if _applied(connection) == version:
                return
            connection.execute(text)
            connection.execute(f"comment on schema ops is 'tillhouse schema {version}'")
        except psycopg.errors.InsufficientPrivilege as error:
            user = connection.info.user
            raise TillhouseError(
                f"user {user} may not set up the warehouse: {error.diag.message_primary}",
                f"as an administrator: alter role {user} createrole; "
                f"grant create on database {connection.info.dbname} to {user}; "
                f"and if the roles are there already: grant loader, transformer, reader, privacy to {user}",
            ) from error


def _applied(connection: psycopg.Connection) -> str | None:
    """The version that was applied last, kept as the comment of schema `ops`."""
    row = connection.execute(
        "select split_part(obj_description(oid, 'pg_namespace'), ' ', 3) from pg_namespace where nspname = 'ops'"
    ).fetchone()
    return row[0] if row else None
