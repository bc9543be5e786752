"""Connections to the warehouse, each in one of its roles."""

from typing import Literal, get_args
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from warehouse.builds import KEEP_ALIVE
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

Role = Literal["loader", "transformer", "reader", "privacy"]
ROLES: tuple[Role, ...] = get_args(Role)
DATABASE = "tillhouse"
PORT = 5432
SUPERUSER = "postgres"
# pg_input_is_valid, which every safe cast of the staging layer uses, came with 16.
OLDEST_SERVER = 160000


def url(settings: WarehouseSettings, role: Role) -> str:
    """Connection URL in one role: a login on the embedded server, `set role` on a configured one."""
    if settings.database_url is None:
        return _socket_url(settings, role, DATABASE)
    separator = "&" if "?" in settings.database_url else "?"
    return f"{settings.database_url}{separator}options={quote(f'-c role={role}')}"


def admin_url(settings: WarehouseSettings, database: str = DATABASE) -> str:
    """Connection URL of the user who may create roles and schemas."""
    return settings.database_url or _socket_url(settings, SUPERUSER, database)


def connect(settings: WarehouseSettings, role: Role, *, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection in one role.

    Raises:
        TillhouseError: the server is down, unreachable, refuses the login, or has no such role yet.
    """
    return open_url(url(settings, role), autocommit=autocommit)


def connect_admin(settings: WarehouseSettings, *, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection that may create roles and schemas; raises as `connect` does, also on an old server."""
    connection = open_url(admin_url(settings), autocommit=autocommit)
    if connection.info.server_version < OLDEST_SERVER:
        found = connection.info.server_version // 10000
        connection.close()
        raise TillhouseError(
            f"the server is Postgres {found}", f"Tillhouse needs Postgres {OLDEST_SERVER // 10000} or newer"
        )
    return connection


def open_url(address: str, *, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection, with a libpq failure said in one line and without the password."""
    not_a_url = TillhouseError(
        "TILLHOUSE_DATABASE_URL is not a Postgres URL", "write it as postgresql://user:password@host:5432/database"
    )
    # libpq would also take `host=… dbname=…`, to which no role can be added, and which dlt cannot read.
    if not address.startswith(("postgresql://", "postgres://")):
        raise not_a_url
    try:
        return psycopg.connect(
            address, autocommit=autocommit, connect_timeout=10, application_name="tillhouse", **KEEP_ALIVE
        )
    except psycopg.ProgrammingError as error:
        raise not_a_url from error
    except psycopg.OperationalError as error:
        raise TillhouseError(
            f"no connection to Postgres at {_without_password(address)}: {_reason(error)}",
            "start it with `tillhouse up`, or check TILLHOUSE_HOME and TILLHOUSE_DATABASE_URL",
        ) from error


def _socket_url(settings: WarehouseSettings, user: str, database: str) -> str:
    # dlt insists on a host and a password: libpq reads an encoded folder as the socket's, trust ignores the password.
    return f"postgresql://{user}:local@{quote(str(settings.socket_dir), safe='')}:{PORT}/{database}"


def _without_password(address: str) -> str:
    parts = conninfo_to_dict(address)
    return f"{parts.get('host', 'localhost')}:{parts.get('port', PORT)}/{parts.get('dbname', '')}"


def _reason(error: psycopg.Error) -> str:
    """The last line of a libpq message: it tries several addresses and repeats itself."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
