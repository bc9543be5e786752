"""Connections to the warehouse, each in one of its roles."""

from collections.abc import Mapping
from typing import Any, Literal, get_args
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from warehouse.address import as_url, parameters
from warehouse.builds import KEEP_ALIVE
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings
from warehouse.trouble import of_shortage

Role = Literal["loader", "transformer", "reader", "privacy"]
ROLES: tuple[Role, ...] = get_args(Role)
DATABASE = "tillhouse"
PORT = 5432
SUPERUSER = "postgres"
# pg_input_is_valid, which every safe cast of the staging layer uses, came with 16.
OLDEST_SERVER = 160000
START = "start it: tillhouse up"


def url(settings: WarehouseSettings, role: Role) -> str:
    """Connection URL in one role: a login on the embedded server, `set role` on a configured one.

    Raises:
        TillhouseError: TILLHOUSE_DATABASE_URL is no URL of a Postgres server.
    """
    if settings.database_url is None:
        return _socket_url(settings, role, settings.database or DATABASE)
    given = _given(settings, settings.database_url)
    return as_url(given | {"options": as_role(given.get("options"), role)})


def as_role(options: str | None, role: Role) -> str:
    """Options of a connection with one more: what it does is done by a role, for as long as it lives."""
    return f"{options or ''} -c role={role}".strip()


def full_url(settings: WarehouseSettings, role: Role) -> str:
    """The URL in one role with all that libpq found elsewhere, such as a password in ~/.pgpass, for those who ask.

    Raises:
        TillhouseError: as `connect`.
    """
    with connect(settings, role) as connection:
        found, password = connection.info.get_parameters(), connection.info.password
        host, port, database = connection.info.host, connection.info.port, connection.info.dbname
    rest = {name: value for name, value in found.items() if name not in ("host", "port", "dbname", "user", "service")}
    # dlt insists on a password; a server that asks for none does not look at it.
    login = f"{quote(found['user'], safe='')}:{quote(password or 'none', safe='')}"
    place = f"[{host}]" if ":" in host else quote(host, safe="")
    told = "&".join(f"{name}={quote(value, safe='')}" for name, value in rest.items())
    return f"postgresql://{login}@{place}:{port}/{quote(database, safe='')}?{told}"


def psql_login(settings: WarehouseSettings, role: Role) -> tuple[str, dict[str, str]]:
    """A connection string without a password, which a list of processes may show, and the password as a variable."""
    given = {name: str(value) for name, value in conninfo_to_dict(url(settings, role)).items()}
    password = given.pop("password", None)
    return make_conninfo(**given), {"PGPASSWORD": password} if password else {}


def admin_url(settings: WarehouseSettings, database: str | None = None) -> str:
    """Connection URL of the user who may create roles and schemas; `database` is one of the embedded server."""
    if settings.database_url is None:
        return _socket_url(settings, SUPERUSER, database or settings.database or DATABASE)
    return as_url(_given(settings, settings.database_url))


def connect(settings: WarehouseSettings, role: Role, *, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection in one role.

    Raises:
        TillhouseError: the server is down, unreachable, refuses the login, or has no such role yet.
    """
    return open_url(url(settings, role), autocommit=autocommit, remedy=how_to_reach(settings))


def connect_admin(settings: WarehouseSettings, *, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection that may create roles and schemas; raises as `connect` does, also on an old server."""
    connection = open_url(admin_url(settings), autocommit=autocommit, remedy=how_to_reach(settings))
    if connection.info.server_version < OLDEST_SERVER:
        found = connection.info.server_version // 10000
        connection.close()
        raise TillhouseError(
            f"the server is Postgres {found}", f"Tillhouse needs Postgres {OLDEST_SERVER // 10000} or newer"
        )
    return connection


def open_url(address: str, *, autocommit: bool = False, remedy: str = START) -> psycopg.Connection:
    """Open a connection, with a libpq failure said in one line and without the password."""
    try:
        return psycopg.connect(
            address, autocommit=autocommit, connect_timeout=10, application_name="tillhouse", **KEEP_ALIVE
        )
    except psycopg.OperationalError as error:
        raise not_connected(conninfo_to_dict(address), error, remedy) from error


def not_connected(given: Mapping[str, Any], error: Exception, remedy: str) -> TillhouseError:
    """What kept a connection from being made, in one line; libpq itself never prints a password."""
    where = f"{given.get('host') or 'its default address'}:{given.get('port') or PORT}/{given.get('dbname') or ''}"
    # libpq tries several addresses and repeats itself: its first line is enough.
    reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    if 'parameter "role"' in reason:
        remedy = "make its roles: tillhouse up"
    return of_shortage(reason) or TillhouseError(f"no connection to Postgres at {where}: {reason}", remedy)


def how_to_reach(settings: WarehouseSettings) -> str:
    """What to do when there is no connection."""
    if settings.database_url is None:
        return START
    return "see that the server runs and lets this user in, and that TILLHOUSE_DATABASE_URL names it"


def _given(settings: WarehouseSettings, database_url: str) -> dict[str, str]:
    """What the URL says, but for the database where another one is meant."""
    return parameters(database_url) | ({"dbname": settings.database} if settings.database else {})


def _socket_url(settings: WarehouseSettings, user: str, database: str) -> str:
    # dlt insists on a host and a password: libpq reads an encoded folder as the socket's, trust ignores the password.
    return f"postgresql://{user}:local@{quote(str(settings.socket_dir), safe='')}:{PORT}/{database}"
