"""Let dbt connect to a configured server as the loader and psql do: by what libpq reads in the same URL."""

import os
from typing import Any

from warehouse.address import defaults, parameters, variables
from warehouse.connect import as_role
from warehouse.settings import get_settings

# What the profile says of the host when the server is a configured one.
PLACEHOLDER = "TILLHOUSE_DATABASE_URL"
# dbt names the server by these, always, so that libpq would not look elsewhere for one that is left out.
_REQUIRED = ("host", "port", "user", "password", "dbname")
_OPTIONAL = ("sslmode", "sslcert", "sslkey", "sslrootcert")


def fill_in(credentials: Any) -> None:
    """Put the parts of the URL where the profile has a placeholder, and what it leaves out as libpq would find it.

    A password that is in ~/.pgpass stays empty: libpq looks there for one. What dbt has no field for goes into libpq's
    environment variable of it.

    Raises:
        TillhouseError: the URL cannot be read.
    """
    settings = get_settings()
    if getattr(credentials, "host", None) != PLACEHOLDER or settings.database_url is None:
        return
    given = parameters(settings.database_url)
    for keyword, variable in variables().items():
        if keyword in given and keyword not in (*_REQUIRED, *_OPTIONAL, "options", "connect_timeout"):
            os.environ[variable] = given[keyword]
    known = defaults() | given
    host, port, user, password, database = (known.get(name, "") for name in _REQUIRED)
    credentials.host, credentials.user, credentials.password = host, user, password
    credentials.port, credentials.database = int(port), database or user
    for name in _OPTIONAL:
        setattr(credentials, name, given.get(name))
    # dbt-postgres sends what follows `search_path=` as it is: what comes after a tab is an option of its own, for the
    # life of the connection. Its own `role` says `set role` in a transaction, and the first rollback undoes that.
    options = as_role(given.get("options"), "transformer")
    credentials.search_path = "public\t" + options.replace(" ", "\t")
    credentials.connect_timeout = int(given.get("connect_timeout", credentials.connect_timeout))
