"""Bring roles, schemas and the loader's tables up to date."""

import hashlib
import re
import time
from pathlib import Path

import psycopg

from warehouse.builds import TABLES
from warehouse.connect import ROLES, connect_admin
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

_SQL = Path(__file__).with_name("schema.sql")
_LOG = Path(__file__).with_name("ledger_log.sql")
_SCHEMA = re.compile(r"^create schema if not exists (\w+)", re.MULTILINE)
_BUILDS_IN_OPS = """
    set local role loader;
    set local search_path to ops;
    {tables}
    grant select, insert, update, delete on builds, build_lock, publications, built_nodes to transformer;
    reset role;
    set local search_path to default;
"""
_ROLES = "select rolname from pg_roles where rolname = any(%s)"
_OURS = ("loader", "transformer")
# Two that set up at once meet in one of these, and the second finds all done. No lock keeps them apart: in a database
# that is not set up, there is none that others cannot take.
_AT_ONCE = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.DuplicateObject,
    psycopg.errors.DuplicateTable,
    psycopg.errors.InternalError_,
    psycopg.errors.DeadlockDetected,
)
_TRIES = 5


def ensure(settings: WarehouseSettings) -> tuple[str, ...]:
    """Apply the SQL files unless exactly these texts were applied before. Safe to repeat and to run twice at once.

    Returns what it made and granted, in sentences; nothing when all was done before.

    Raises:
        TillhouseError: the server is unreachable, its user may not create roles and schemas, or a schema is not ours.
    """
    text = _SQL.read_text() + _LOG.read_text() + _BUILDS_IN_OPS.replace("{tables}", TABLES.read_text())
    version = hashlib.sha256(text.encode()).hexdigest()
    for is_last in [*[False] * (_TRIES - 1), True]:
        with connect_admin(settings) as connection:
            if _applied(connection) == version:
                return ()
            try:
                return _apply(connection, text, version, owns_database=_owns_database(settings))
            except _AT_ONCE:
                if is_last:
                    raise
                connection.rollback()
                time.sleep(0.2)
            except psycopg.errors.InsufficientPrivilege as error:
                user = connection.info.user
                raise TillhouseError(
                    f"user {user} may not set up the warehouse: {error.diag.message_primary}",
                    f"as an administrator: alter role {user} createrole; "
                    f"grant create on database {connection.info.dbname} to {user}; "
                    f"and if the roles are there already: grant {', '.join(ROLES)} to {user}",
                ) from error
    return ()


def _owns_database(settings: WarehouseSettings) -> bool:
    """Whether nobody else has anything in the database: in the embedded server's, and in one that a rebuild made."""
    return settings.database_url is None or settings.database is not None


def _apply(connection: psycopg.Connection, text: str, version: str, *, owns_database: bool) -> tuple[str, ...]:
    """Set up in one transaction, and look at what there was before and is afterwards."""
    _refuse_foreign(connection)
    roles, schemas = _there(connection)
    connection.execute("select set_config('tillhouse.owns_database', %s, true)", ["yes" if owns_database else "no"])
    connection.execute(text.encode())
    connection.execute(f"comment on schema ops is 'tillhouse schema {version}'".encode())
    roles_now, schemas_now = _there(connection)
    database = connection.info.dbname
    told = [
        f"made the roles {', '.join(sorted(roles_now - roles))}" if roles_now - roles else "",
        f"used the roles that were there: {', '.join(sorted(roles))}" if roles else "",
        f"made the schemas {', '.join(sorted(schemas_now - schemas))}" if schemas_now - schemas else "",
        f"let these roles connect to {database}, loader and transformer also create schemas there",
        f"took all rights on {database} from PUBLIC"
        if owns_database
        else f"left all others' rights on {database} as they are",
    ]
    return tuple(sentence for sentence in told if sentence)


def _refuse_foreign(connection: psycopg.Connection) -> None:
    """Nothing is granted on a schema that somebody else has under one of our names."""
    names = sorted(set(_SCHEMA.findall(_SQL.read_text())))
    row = connection.execute(
        "select nspname, pg_get_userbyid(nspowner) from pg_namespace"
        " where nspname = any(%s) and pg_get_userbyid(nspowner) <> all(%s) order by 1",
        [names, list(_OURS)],
    ).fetchone()
    if row:
        raise TillhouseError(
            f"the schema {row[0]} of this database belongs to {row[1]}, and Tillhouse has one of that name",
            "name a database of its own in TILLHOUSE_DATABASE_URL: create database tillhouse",
        )


def _there(connection: psycopg.Connection) -> tuple[set[str], set[str]]:
    """Which of our roles there are, and which schemas that belong to them."""
    schemas = "select nspname from pg_namespace where pg_get_userbyid(nspowner) = any(%s)"
    roles = {row[0] for row in connection.execute(_ROLES, [list(ROLES)])}
    return roles, {row[0] for row in connection.execute(schemas, [list(_OURS)])}


def _applied(connection: psycopg.Connection) -> str | None:
    """The version that was applied last, kept as the comment of schema `ops`."""
    row = connection.execute(
        "select split_part(obj_description(oid, 'pg_namespace'), ' ', 3) from pg_namespace where nspname = 'ops'"
    ).fetchone()
    return row[0] if row else None
